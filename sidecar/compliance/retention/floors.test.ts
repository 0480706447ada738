import { brokenFloors, floorsOf, refuseShortRetention } from './floors';
import { loadCatalogue } from '../catalogue/loadCatalogue';

const { frameworks } = loadCatalogue();

test.each<[string, string[], string[]]>([
  ['7 YEAR', ['pci-dss', 'hipaa'], []],
  ['6 YEAR', ['hipaa'], []],
  ['72 MONTH', ['hipaa'], []],
  ['71 MONTH', ['hipaa'], ['hipaa']],
  ['1 YEAR', ['pci-dss', 'hipaa'], ['hipaa']],
  ['11 MONTH', ['pci-dss', 'hipaa'], ['hipaa', 'pci-dss']],
  // twelve months may have 366 days
  ['365 DAY', ['pci-dss'], ['pci-dss']],
  ['372 DAY', ['pci-dss'], []],
  ['30 DAY', ['soc2'], []],
  ['30 DAY', [], []],
])('%s with %j breaks %j', (retention, enabled, expected) => {
  expect(brokenFloors(retention, floorsOf(enabled, frameworks)).map(({ framework }) => framework)).toEqual(expected);
});

test('a refusal says which rule, and what to do', () => {
  expect(() =>
    refuseShortRetention({ logsRetention: '90 DAY', complianceFrameworks: ['pci-dss', 'soc2'] }, frameworks)
  ).toThrow(/kept for 90 DAY[^]*PCI DSS wants 12 months. PCI DSS 10.5.1[^]*GIROK_LOGS_RETENTION/);
});

test('a framework that is not known is named', () => {
  expect(() => floorsOf(['sox2'], frameworks)).toThrow(/no framework sox2. There are: soc2/);
});
