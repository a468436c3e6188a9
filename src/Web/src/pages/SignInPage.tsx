import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { Command, Problem } from '../components/basics';
import { useAction } from '../lib/data';

export function SignInPage({ problem, onSignedIn }: { problem: string | null; onSignedIn: () => Promise<void> }) {
  const [token, setToken] = useState('');
  const { busy, error, run } = useAction();
  const submit = (e: Event) => {
    e.preventDefault();
    run(async () => {
      await api.signIn(token.trim());
      await onSignedIn();
    });
  };
  return (
    <main class="sign-in">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M3 21h7l3-5 3 3 4-13 4 15h5" />
        </svg>
        Grainwatch
      </div>
      <form onSubmit={submit} class="form">
        <h1>Sign in</h1>
        <label class="field">
          <span>Token</span>
          <input type="password" required autocomplete="current-password" autofocus value={token} onInput={(e) => setToken(e.currentTarget.value)} />
        </label>
        <Problem error={error ?? problem} />
        <button type="submit" class="primary" disabled={busy}>
          Sign in
        </button>
      </form>
      <p>The admin token is kept in the data folder of the server. There:</p>
      <Command text="cat data/admin.token" />
    </main>
  );
}
