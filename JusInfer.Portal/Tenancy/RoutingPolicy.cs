using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// A team's rules for automatic routing. Models that a call names are not affected. Models are named in any form that the catalog knows; one that it no longer
/// has counts as not set.
/// </summary>
internal sealed record RoutingPolicy
{
    public const int DefaultSessionPercent = 10;

    public static readonly RoutingPolicy Default = new();

    /// <summary>The model that the team would use without routing; null for the catalog's baseline.</summary>
    public string? Baseline { get; init; }

    /// <summary>The percentage of sessions that the baseline always answers. What they achieve is compared with what the others do.</summary>
    public int ControlPercent { get; init; }

    /// <summary>Whether a cheaper model may answer whole sessions if measured results support it.</summary>
    public bool SessionModel { get; init; }

    /// <summary>The percentage of the sessions outside of the control group for which <see cref="SessionModel"/> applies.</summary>
    public int SessionPercent { get; init; } = DefaultSessionPercent;

    /// <summary>The models that automatic routing may choose beside the baseline; every model where empty.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>The models that are chosen first among those that qualify.</summary>
    public ImmutableArray<string> Preferred { get; init; } = [];

    /// <summary>The lowest quality, in the catalog's numbers as a percentage, of a model beside the baseline.</summary>
    public int? MinQualityPercent { get; init; }

    /// <summary>How many percentage points fewer completed tasks a session's model may have; null for the default of 2.</summary>
    public int? MarginPoints { get; init; }

    public bool IsDefault => Allowed.IsEmpty && Preferred.IsEmpty && this with { Allowed = [], Preferred = [] } == Default;
}
