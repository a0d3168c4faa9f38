using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>A change of a team's rules for automatic routing. Absent fields keep their value; null resets a rule.</summary>
internal sealed record RoutingPolicyChange
{
    /// <summary>The model that the team would use without routing; null for the catalog's baseline.</summary>
    [ShortText(ModelIdsAttribute.MaxLength)]
    public Optional<string?> Baseline { get; init; }

    /// <summary>The percentage of sessions that the baseline always answers (the control group), 0 to 50; null for 0.</summary>
    [WholeNumber(0, 50)]
    public Optional<long?> ControlPercent { get; init; }

    /// <summary>
    /// Whether a cheaper model may answer whole sessions if measured results support it. The risk: the measurements are of public benchmarks, so your tasks may be
    /// completed less often. Use a control group with it.
    /// </summary>
    public bool? SessionModel { get; init; }

    /// <summary>The percentage of the other sessions for which session_model applies, 1 to 100; null for 10.</summary>
    [WholeNumber(1, 100)]
    public Optional<long?> SessionPercent { get; init; }

    /// <summary>The models that automatic routing may choose beside the baseline; null or an empty list allows every model.</summary>
    [ModelIds]
    public Optional<ImmutableArray<string>?> Allowed { get; init; }

    /// <summary>The models that are chosen first among those that qualify; null or an empty list for none.</summary>
    [ModelIds]
    public Optional<ImmutableArray<string>?> Preferred { get; init; }

    /// <summary>The lowest quality in the catalog, as a percentage, of a model that is chosen beside the baseline; null for no such rule.</summary>
    [WholeNumber(0, 100)]
    public Optional<long?> MinQualityPercent { get; init; }

    /// <summary>How many percentage points fewer completed tasks a session's model may have, 0 to 20; null for 2.</summary>
    [WholeNumber(0, 20)]
    public Optional<long?> MarginPoints { get; init; }

    internal RoutingPolicy ApplyTo(RoutingPolicy policy) => new()
    {
        Baseline = Baseline.Or(policy.Baseline)?.Trim() is { Length: > 0 } model ? model : null,
        ControlPercent = (int)(ControlPercent.Or(policy.ControlPercent) ?? 0),
        SessionModel = SessionModel ?? policy.SessionModel,
        SessionPercent = (int)(SessionPercent.Or(policy.SessionPercent) ?? RoutingPolicy.DefaultSessionPercent),
        Allowed = Allowed.HasValue ? Normalize(Allowed.Value) : policy.Allowed,
        Preferred = Preferred.HasValue ? Normalize(Preferred.Value) : policy.Preferred,
        MinQualityPercent = (int?)MinQualityPercent.Or(policy.MinQualityPercent),
        MarginPoints = (int?)MarginPoints.Or(policy.MarginPoints),
    };

    private static ImmutableArray<string> Normalize(ImmutableArray<string>? models) =>
        [.. (models ?? []).Select(static model => model.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
}
