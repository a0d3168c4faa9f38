using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Costs;

/// <summary>The warm prefixes of a session, at most <see cref="MaxTargets"/>. Of more targets, those used last are kept.</summary>
internal readonly record struct WarmPrefixes(ImmutableArray<WarmPrefix> Items)
{
    public const int MaxTargets = 8;

    public static WarmPrefixes Empty => new([]);

    /// <summary>The prefix at a target; without tokens if it is unknown.</summary>
    public WarmPrefix Of(TargetKey target)
    {
        foreach (var item in Items)
        {
            if (item.Target == target) return item;
        }

        return new WarmPrefix(target, 0, DateTimeOffset.MinValue);
    }

    /// <summary>The prefixes after a call that changed the conversation after its first <paramref name="stable"/> tokens.</summary>
    public WarmPrefixes CutTo(long stable)
    {
        foreach (var item in Items)
        {
            if (item.Tokens > stable) return ShortenedTo(stable);
        }

        return this;
    }

    public WarmPrefixes With(WarmPrefix used) =>
        new([used, .. Items.Where(item => item.Target != used.Target).OrderByDescending(item => item.LastUsed).Take(MaxTargets - 1)]);

    public bool Equals(WarmPrefixes other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override int GetHashCode() => Items.Length;

    private WarmPrefixes ShortenedTo(long stable) => new([.. Items.Select(prefix => prefix.ShortenedTo(stable))]);
}
