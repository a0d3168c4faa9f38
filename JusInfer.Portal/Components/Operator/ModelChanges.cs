using System.Collections.Immutable;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Components.Operator;

/// <summary>What another operator has changed about a model, in sentences.</summary>
internal static class ModelChanges
{
    /// <returns>Empty if the model was saved as it was.</returns>
    public static ImmutableArray<string> Between(ModelState before, ModelState after)
    {
        var changes = ImmutableArray.CreateBuilder<string>();
        if (before.IsSetEnabled != after.IsSetEnabled) changes.Add(after.IsSetEnabled ? "Calls are sent to it again." : "No calls are sent to it any more.");
        if (!AliasesOf(before).SequenceEqual(AliasesOf(after)))
            changes.Add(AliasesOf(after).IsEmpty ? "It has no other names any more, besides those of the catalog." : $"Its other names are now {string.Join(", ", AliasesOf(after))}.");
        if (before.CustomPrice != after.CustomPrice)
            changes.Add(after.CustomPrice is { } price ? $"Its price is now {Text(price.Input)} input and {Text(price.Output)} output, from {price.Source}." : "The price of the catalog applies again.");
        return changes.ToImmutable();
    }

    private static ImmutableArray<string> AliasesOf(ModelState state) => state.Settings?.Aliases ?? [];

    private static string Text(decimal usd) => NumberFormat.Price(NanoUsd.FromUsd(usd));
}
