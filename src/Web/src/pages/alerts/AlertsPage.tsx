import { Page, Tabs } from '../../components/basics';
import { NotificationsPart } from './NotificationsPart';
import { ResourcesPart } from './ResourcesPart';
import { RoutesPart } from './RoutesPart';
import { SilencesPart } from './SilencesPart';

const tabs = [
  { name: 'silences', label: 'Silences and maintenance' },
  { name: 'rules', label: 'Rules' },
  { name: 'routes', label: 'Routes' },
  { name: 'receivers', label: 'Receivers' },
  { name: 'notifications', label: 'Notifications' },
].map((tab) => ({ ...tab, href: `#/alerts/${tab.name}` }));

const ruleExample = `{
  "match": ["severity=~\\"ERROR|FATAL\\""],
  "baseline": {},
  "for": "2m"
}`;

const receiverExample = `{
  "webhook": { "url": "https://example.com/hook" }
}`;

export function AlertsPage({ part, name }: { part: string; name?: string }) {
  return (
    <Page title="Alerts">
      <Tabs tabs={tabs} active={part} />
      {part === 'silences' && <SilencesPart />}
      {part === 'rules' && (
        <ResourcesPart key="rules" url="/v1/rules" what="rule" example={ruleExample} docs="/docs/rules" shown={name}>
          A rule says which series to watch, with which detector, and what it takes to fire. A threshold of a series needs none.
        </ResourcesPart>
      )}
      {part === 'routes' && <RoutesPart />}
      {part === 'receivers' && (
        <ResourcesPart key="receivers" url="/v1/receivers" what="receiver" example={receiverExample} docs="/docs/alerts#receivers" testable>
          Who can be told: by e-mail, webhook, Slack, Teams, PagerDuty or Alertmanager. Secrets are settings of the server, and stand here by name only.
        </ResourcesPart>
      )}
      {part === 'notifications' && <NotificationsPart />}
    </Page>
  );
}
