import { Page, Tabs } from '../../components/basics';
import { useSession } from '../../lib/session';
import { DeploymentsPart } from './DeploymentsPart';
import { PipePart } from './PipePart';
import { PipesPart } from './PipesPart';
import { SourcePart } from './SourcePart';
import { SourcesPart } from './SourcesPart';
import { TokensPart } from './TokensPart';

export function DataPage({ part, name }: { part: string; name?: string }) {
  const session = useSession();
  const tabs = [
    { name: 'sources', label: 'Data sources', shown: true },
    { name: 'pipes', label: 'Pipes', shown: true },
    { name: 'tokens', label: 'Tokens', shown: session.tokens },
    { name: 'deployments', label: 'Deployments', shown: session.admin },
  ].filter((tab) => tab.shown);
  return (
    <Page title="Data">
      <Tabs tabs={tabs.map((tab) => ({ ...tab, href: `#/data/${tab.name}` }))} active={part} />
      {part === 'sources' && (name === undefined ? <SourcesPart /> : <SourcePart key={name} name={name} />)}
      {part === 'pipes' && (name === undefined ? <PipesPart /> : <PipePart key={name} name={name} />)}
      {part === 'tokens' && <TokensPart />}
      {part === 'deployments' && <DeploymentsPart />}
    </Page>
  );
}
