using Xunit.v3;

namespace JusInfer.Portal.Tests.Guarantees;

/// <summary>
/// Marks a test of what would be right and does not hold yet: a gap that <c>/docs/guarantees/</c> lists under the same id. It ends with
/// <see cref="StillFails"/>.
/// </summary>
/// <param name="id">The id of the gap.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KnownGapAttribute(string id) : Attribute, ITraitAttribute
{
    public string Id => id;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("KnownGap", id)];

    /// <summary>Fails as soon as the gap is closed, so that the page does not list one that is gone.</summary>
    /// <param name="right">Asserts what would be right.</param>
    internal static void StillFails(Action right)
    {
        try
        {
            right();
        }
        catch (ShouldAssertException)
        {
            return;
        }

        Assert.Fail("The gap is closed: remove the attribute and this call, and the row in content/docs/guarantees.md.");
    }
}
