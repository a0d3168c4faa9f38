using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>The place of a model behind the baseline: preferred ones first, then by tier, quality and cost, then as in the catalog. A lower rank comes first.</summary>
internal readonly record struct FallbackRank(bool IsBaseline, bool IsPreferred, Tier Tier, double Quality, long Cost, int Index) : IComparable<FallbackRank>
{
    public int CompareTo(FallbackRank other)
    {
        var order = other.IsBaseline.CompareTo(IsBaseline);
        if (order == 0) order = other.IsPreferred.CompareTo(IsPreferred);
        if (order == 0) order = ((int)other.Tier).CompareTo((int)Tier);
        if (order == 0) order = other.Quality.CompareTo(Quality);
        if (order == 0) order = Cost.CompareTo(other.Cost);
        return order == 0 ? Index.CompareTo(other.Index) : order;
    }
}
