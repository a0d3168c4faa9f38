// Prints what tests a change needs first. Usage: node changed.mjs FOLDER [COMMIT]
//
// FOLDER is the repository; the change is what differs from COMMIT, which is HEAD unless it is named, with the files that git does not know.
// The first line has the namespaces of JusInfer.Portal.Tests, * for all of them, the second one the classes of JusInfer.E2E. Both can be
// empty.
//
// A file of the portal leads to the tests of its module, and of the Gateway, which is a third of the tests, to those of its folder. Pages lead
// to their journeys, too. It is a loop for one change, no proof: what uses the module is tested by the whole command.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The tests beside those of a module that fail first when it is wrong. */
const FurtherNamespaces = {
  Accounts: ['Access'],
  Admission: ['Contracts'],
  Api: ['Access'],
  Data: ['Contracts'],
  Keys: ['Access', 'Contracts'],
  Spending: ['Admission', 'Contracts'],
  Tenancy: ['Access', 'Contracts'],
  Usage: ['Contracts', 'Reports'],
};

/** The journeys through the pages of a folder of Components. */
const Journeys = {
  Account: 'ConnectingAnApp ManagingAnAccount ResettingAPassword SigningIn SigningUp SwitchingTeams UsingAPasskey UsingASecondFactor',
  Articles: 'LoadingPublicPages ReadingArticles ReadingAsAnAgent',
  CatalogPages: 'ExploringTheCatalog',
  Connect: 'ConnectingAClient',
  'Developer/Alerts': 'ReceivingAlerts',
  'Developer/Audit': 'ReadingTheAuditLog',
  'Developer/Filters': 'ChoosingFromSuggestions FilteringUsage FollowingRequests',
  'Developer/Keys': 'ChangingSeveralKeys LimitingAKey MintingAKey RevokingAKey RotatingAKey',
  'Developer/Limits': 'CappingAMember LimitingAKey PlanningSpend',
  'Developer/Markdown': 'UsingThePlayground',
  'Developer/Overview': 'FirstFiveMinutes SeeingTheOverview',
  'Developer/Playground': 'UsingThePlayground',
  'Developer/Requests': 'FollowingRequests LosingThePromptCache ReadingAReceipt SeeingARejectedCall',
  'Developer/Runs': 'ReadingARunTree ResumingARun',
  'Developer/Tenant': 'CappingAMember InvitingAMember PlanningSpend SharingATeam',
  'Developer/Usage': 'ChoosingAPeriod FilteringUsage SeeingTheSpend',
  'Developer/Webhooks': 'ReceivingAlerts',
  Developer: 'NavigatingTheDeveloperArea',
  Errors: 'NavigatingTheDeveloperArea',
  Landing: 'TryingTheDemo WatchingAStreamResume',
  Layout: 'ChoosingATheme FittingTheWindow NavigatingTheDeveloperArea UsingAPhone',
  Operator: 'ChangingAModel ConnectingAProvider OperatingThePortal SettingUp',
  Palette: 'GoingAnywhereByKeyboard',
  Shared: 'ChoosingFromSuggestions FittingTheWindow HostileNames KeyboardNavigation UsingAPhone',
};

/** What begins with one of these leads to these namespaces and journeys. The first match counts. */
const Others = [
  [/^(content|docs)\/|^[^/]+\.md$/, ['Content', 'Documentation'], 'ExploringPublicPages ReadingArticles'],
  [/^wwwroot\//, ['Components', 'Content'], 'FittingTheWindow LoadingPublicPages UsingAPhone'],
  [/^(catalog|appsettings[^/]*)\.json$/, ['Catalog', 'Documentation', 'Routing'], ''],
  [/^(eng|\.ci)\//, ['Eng'], ''],
  [/^(deploy\/|Dockerfile)/, ['Deployment'], ''],
  [/^JusInfer\.E2E\/(?:Journeys|Accessibility)\/(\w+)\.cs$/, [], '$1'],
  [/^JusInfer\.E2E\//, [], 'FirstFiveMinutes UsingAPhone'],
  [/^JusInfer\.Clients\/|^benchmarks\//, [], ''],
];

const [root, commit = 'HEAD'] = process.argv.slice(2);
const namespaces = new Set();
const journeys = new Set();
for (const file of changedFiles()) add(file);
if (namespaces.size > 0) namespaces.add('Architecture');
console.log(namespaces.has('*') ? '*' : [...namespaces].sort().join(' '));
console.log([...journeys].sort().join(' '));

function add(file) {
  const [project, ...path] = file.split('/');
  const folders = path.slice(0, -1);
  if (project === 'JusInfer.Portal' && folders.length > 0) addModule(folders);
  else if (project === 'JusInfer.Portal.Tests' && folders.length > 0 && folders[0] !== 'TestKit') namespaces.add(folders.join('.'));
  else addOther(file);
}

function addModule([module, ...folders]) {
  const isFolder = module === 'Gateway' && folders.length > 0 && existsSync(join(root, 'JusInfer.Portal.Tests', module, folders[0]));
  namespaces.add(isFolder ? `${module}.${folders[0]}` : module);
  for (const one of FurtherNamespaces[module] ?? []) namespaces.add(one);
  if (module === 'Components') addJourneys(Journeys[folders.slice(0, 2).join('/')] ?? Journeys[folders[0]] ?? '');
}

/** What is in no list, such as a project file or the TestKit, can break everything. */
function addOther(file) {
  const [pattern, found, classes] = Others.find(([one]) => one.test(file)) ?? [/^/, ['*'], ''];
  for (const one of found) namespaces.add(one);
  addJourneys(file.match(pattern)[1] ? classes.replace('$1', file.match(pattern)[1]) : classes);
}

function addJourneys(classes) {
  for (const one of classes.split(' ').filter(Boolean)) journeys.add(one);
}

function changedFiles() {
  const git = (...options) => execFileSync('git', ['-C', root, ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const text = git('diff', '--name-only', '--no-renames', commit, '--') + git('ls-files', '--others', '--exclude-standard', '--full-name');
    return text.split('\n').filter(Boolean);
  } catch (fault) {
    console.error(`What has changed since ${commit} is unknown: ${String(fault.stderr ?? fault.message).trim()}`);
    process.exit(64);
  }
}
