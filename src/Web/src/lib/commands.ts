import { shell } from './format';
import { useSession } from './session';

/** The header that commands to copy send: with the admin token as it is kept on the server's machine or, where it was given as a setting, as the CLI takes it. */
export function useBearer(): string {
  const { token_file } = useSession();
  return `-H "Authorization: Bearer ${token_file === null ? '$GRAINWATCH_TOKEN' : `$(cat ${shell(token_file)})`}"`;
}
