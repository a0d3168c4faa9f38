using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>A choice of models, each with its prices. None chosen is all of them.</summary>
public sealed partial class ModelChips
{
    private string search = "";

    /// <summary>The ids of the chosen models. Some may no longer be in the catalog.</summary>
    [Parameter, EditorRequired]
    public ImmutableArray<string> Selected { get; set; } = [];

    [Parameter, EditorRequired]
    public EventCallback<ImmutableArray<string>> SelectedChanged { get; set; }

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>The chosen models and those that match the search, with their prices.</summary>
    private IEnumerable<(string Id, string Price)> Options
    {
        get
        {
            var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
            var known = Catalog.Models.ToDictionary(static model => model.Id, StringComparer.Ordinal);
            var found = known.Keys.Append(Catalog.Auto.Id).Where(id => id.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase));
            return Selected.Union(found, StringComparer.Ordinal)
                .OrderBy(static id => id, StringComparer.Ordinal)
                .Select(id => (id, known.TryGetValue(id, out var model) ? PriceOf(model, today) : ""));
        }
    }

    private static string PriceOf(Model model, DateOnly day)
    {
        if (model.Prices.Free) return "free";
        var price = model.Prices.At(day);
        return $"{NumberFormat.Price(price.InputPerMillion)} / {NumberFormat.Price(price.OutputPerMillion)}";
    }

    private Task ToggleAsync(string id, bool isChosen) =>
        SelectedChanged.InvokeAsync(isChosen ? Selected.Add(id) : Selected.Remove(id, StringComparer.Ordinal));
}
