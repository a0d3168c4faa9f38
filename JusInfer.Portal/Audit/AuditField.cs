using System.Collections.Immutable;

namespace JusInfer.Portal.Audit;

/// <summary>A field of something that is audited.</summary>
/// <param name="Name">The name of the field in the API.</param>
/// <param name="Value">The value as text; null if it is not set.</param>
/// <param name="IsPersonal">
/// Whether the value is a name or an address. It is then stored with the details of the entry, which can be deleted, and not in the chain.
/// </param>
internal readonly record struct AuditField(string Name, string? Value, bool IsPersonal = false);

/// <summary>A field that changed.</summary>
internal sealed record AuditChange(string Field, string? Before, string? After)
{
    public bool IsPersonal { get; init; }

    /// <summary>The fields that differ. A thing that was created has no fields before, one that was deleted none after.</summary>
    public static ImmutableArray<AuditChange> Between(IReadOnlyList<AuditField> before, IReadOnlyList<AuditField> after)
    {
        var earlier = before.ToDictionary(static field => field.Name, StringComparer.Ordinal);
        var later = after.ToDictionary(static field => field.Name, StringComparer.Ordinal);
        return
        [
            .. from name in before.Concat(after).Select(static field => field.Name).Distinct(StringComparer.Ordinal)
               let one = earlier.GetValueOrDefault(name)
               let other = later.GetValueOrDefault(name)
               where one.Value != other.Value
               select new AuditChange(name, one.Value, other.Value) { IsPersonal = one.IsPersonal || other.IsPersonal },
        ];
    }
}
