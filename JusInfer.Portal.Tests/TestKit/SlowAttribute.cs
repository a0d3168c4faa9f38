using Xunit.v3;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>
/// Marks tests that the quick selection omits: those with processes of their own, with PostgreSQL, or with thousands of generated or hostile inputs.
/// <see cref="SlowFirst"/> starts them first. Tests on PostgreSQL whose class ends with <c>OnPostgres</c> need no mark.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    private const string Name = "Speed";
    private const string Value = "Slow";

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create(Name, Value)];

    /// <summary>Fails a test without the mark.</summary>
    /// <param name="reason">What the test uses.</param>
    internal static void Require(string reason)
    {
        var context = TestContext.Current;
        if (context.TestClass is not { } type || type.TestClassName.EndsWith("OnPostgres", StringComparison.Ordinal)) return;
        var traits = context.TestMethod?.Traits ?? type.Traits;
        if (!traits.TryGetValue(Name, out var values) || !values.Contains(Value))
            throw new InvalidOperationException($"The test uses {reason}: mark it or its class with [Slow].");
    }
}
