import { render } from 'preact';
import { App } from './app';
import { applyTheme } from './lib/prefs';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

applyTheme();
render(<App />, document.getElementById('app')!);
