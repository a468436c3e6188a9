import { api } from '../../api/client';
import type { Deployment } from '../../api/types';
import { Empty, Problem } from '../../components/basics';
import { useBearer } from '../../lib/commands';
import { useData } from '../../lib/data';
import { full, moment } from '../../lib/time';

const example = JSON.stringify({ project: 'shop', files: [{ path: 'orders.datasource', text: 'SCHEMA >\n    `id` UInt64 `json:$.id`' }] });

/** Which data projects were put in force when, while the server ran. */
export function DeploymentsPart() {
  const bearer = useBearer();
  const { data, error } = useData(() => api.get<{ deployments: Deployment[] }>('/v1/deployments'), [], 15000);
  return (
    <>
      <p class="dim">
        Data projects are folders of files. Those of the folder <code>projects</code> are deployed when the server starts; these were deployed while it ran. <a href="/docs/http-api#deployments">More</a>
      </p>
      <Problem error={error} />
      {data && data.deployments.length === 0 && (
        <Empty title="Nothing was deployed while the server ran" command={`curl "${location.origin}/v1/deployments" ${bearer} -d '${example}'`}>
          <p>Make a data source of a new project, on the server's machine:</p>
        </Empty>
      )}
      <ol class="story">
        {data?.deployments.map((one) => (
          <li key={one.id}>
            <time dateTime={one.deployed_at} title={full(one.deployed_at)}>
              {moment(one.deployed_at, true)}
            </time>
            <strong>
              <bdi>{one.project}</bdi>
            </strong>
            <span>
              by <bdi>{one.deployed_by}</bdi>
              {one.changes.map((change) => (
                <div key={`${change.type} ${change.name}`} class="dim">
                  {change.change} {change.type} <bdi>{change.name}</bdi>
                  {change.effects.length > 0 && `: ${change.effects.join(', ')}`}
                </div>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
