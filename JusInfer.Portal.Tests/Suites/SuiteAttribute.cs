using Xunit.v3;

namespace JusInfer.Portal.Tests.Suites;

/// <summary>
/// Marks tests of the stage <c>suites</c> of <c>eng/test.sh</c>, which compare the gateway with what others publish and need what
/// <c>eng/clients.sh</c> installs.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SuiteAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Stage", "Suites"), new("Speed", "Slow")];
}
