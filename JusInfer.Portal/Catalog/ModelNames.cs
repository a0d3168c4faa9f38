using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// Every name a model answers to. An id wins over an alias, an alias over what follows from an id by itself: the bare name
/// behind the slash, and the aliases written with the maker in front.
/// </summary>
internal sealed class ModelNames
{
    private readonly FrozenDictionary<string, ModelResolution> meanings;

    private ModelNames(FrozenDictionary<string, ModelResolution> meanings) => this.meanings = meanings;

    /// <summary>
    /// Hands out the names of <paramref name="models"/> and <paramref name="auto"/>. <paramref name="clashes"/> are those that two
    /// claim with equal right; the first one keeps them.
    /// </summary>
    public static ModelNames Of(ImmutableArray<Model> models, AutoModel? auto, out ImmutableArray<NameClash> clashes)
    {
        var claims = new NameClaims();
        var pinned = models.Select(model => new ModelResolution.Pinned(model)).ToArray();
        var routed = auto is null ? null : new ModelResolution.Auto(auto);

        foreach (var meaning in pinned) claims.Claim(meaning.Model.Id, meaning);
        if (routed is not null) claims.Claim(routed.Model.Id, routed);

        foreach (var meaning in pinned) claims.ClaimAll(meaning.Model.Aliases, meaning);
        if (routed is not null) claims.ClaimAll(routed.Model.Aliases, routed);

        claims.YieldToExplicit();
        foreach (var meaning in pinned) claims.ClaimAll(Implied(meaning.Model), meaning);

        clashes = claims.Clashes;
        return new ModelNames(claims.Meanings.ToFrozenDictionary(ModelNameComparer.Instance));
    }

    /// <summary>Allocates nothing for a known name.</summary>
    public ModelResolution Resolve(string requested) =>
        meanings.TryGetValue(requested, out var meaning) ? meaning : new ModelResolution.Unknown(NearestNames.To(requested, meanings));

    private static IEnumerable<string> Implied(Model model)
    {
        var slash = model.Id.IndexOf('/');
        if (slash < 0) yield break;

        yield return model.Id[(slash + 1)..];
        foreach (var alias in model.Aliases.Where(alias => !alias.Contains('/'))) yield return model.Id[..(slash + 1)] + alias;
    }
}
