using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing;

/// <summary>A team's rules for automatic routing, with the ids of its models.</summary>
internal sealed record RoutingRules
{
    public static RoutingRules Default { get; } = new();

    /// <summary>The model that the team would use without routing; null for the catalog's baseline.</summary>
    public string? Baseline { get; init; }

    /// <summary>The share of sessions that the baseline always answers.</summary>
    public double ControlShare { get; init; }

    /// <summary>The share of the other sessions that another model may answer as a whole.</summary>
    public double SessionModelShare { get; init; }

    /// <summary>The models that may be chosen beside the baseline; empty for all.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>The lowest quality of a model that may be chosen beside the baseline.</summary>
    public double MinQuality { get; init; }

    /// <summary>When measurements support another model for a session, and which models are chosen first.</summary>
    public SessionModelOptions SessionModels { get; init; } = SessionModelOptions.Default;

    public bool Allows(Model model) => model.Quality >= MinQuality && (Allowed.IsEmpty || Allowed.Contains(model.Id));

    public bool Prefers(Model model) => SessionModels.Preferred.Contains(model.Id);

    /// <summary>The group of a session; null without a control group. The same session is always in the same group as long as the share stays.</summary>
    public SessionGroup? GroupOf(ulong sample) =>
        ControlShare <= 0 ? null : Fraction(sample) < ControlShare ? SessionGroup.Control : SessionGroup.Routed;

    /// <summary>Whether a session is one of those that another model may answer. Independent of its group.</summary>
    public bool MayReplaceBaseline(ulong sample) => SessionModelShare > 0 && Fraction(~sample) < SessionModelShare;

    /// <summary>A number from 0 to 1, from all bits of the sample: the finalizer of MurmurHash3.</summary>
    private static double Fraction(ulong sample)
    {
        sample = (sample ^ (sample >> 33)) * 0xFF51AFD7ED558CCD;
        sample = (sample ^ (sample >> 33)) * 0xC4CEB9FE1A85EC53;
        return ((sample ^ (sample >> 33)) >> 11) / (double)(1UL << 53);
    }
}
