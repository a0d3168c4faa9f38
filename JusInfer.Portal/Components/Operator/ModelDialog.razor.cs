using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Turns a model on or off, and sets its other names and its price. The dialog's result is true after a change.</summary>
public sealed partial class ModelDialog
{
    /// <summary>The model as it was when the dialog was opened, or when the last change of someone else was shown.</summary>
    private ModelState? state;

    /// <summary>What someone else has changed since then; null if nobody has saved the model.</summary>
    private ImmutableArray<string>? changes;
    private ElementReference notice;
    private bool isFocusDue;
    private bool enabled = true;
    private string aliases = "";
    private string input = "";
    private string output = "";
    private string cacheRead = "";
    private string cacheWrite5m = "";
    private string cacheWrite1h = "";
    private string source = "";

    [Parameter, EditorRequired]
    public string ModelId { get; set; } = "";

    [Inject]
    private ModelService Models { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private bool IsBaseline => Source.Configured.Auto.Baseline.Id == ModelId;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!(await Models.FindAsync(ModelId, CancellationToken.None)).TryGet(out var found, out _))
        {
            Dialogs.Close(); // The catalog was replaced by one without the model.
            return;
        }

        state = found;
        enabled = found.Model.Enabled;
        aliases = ListParser.Format(found.Settings?.Aliases ?? []);
        if (found.CustomPrice is not { } price) return;
        (input, output, cacheRead) = (Text(price.Input), Text(price.Output), Text(price.CacheRead));
        (cacheWrite5m, cacheWrite1h, source) = (Text(price.CacheWrite5m), Text(price.CacheWrite1h), price.Source);
    }

    /// <summary>The change of someone else is at the top of the dialog, which may be scrolled.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!isFocusDue) return;
        isFocusDue = false;
        await notice.TryFocusAsync();
    }

    private static string Text(decimal usd) => usd.ToString("0.#########", CultureInfo.InvariantCulture);

    private static string AliasHint(ModelState shown) => shown.Original.Aliases.IsEmpty
        ? "Separated by commas. Clients can call the model by each of them."
        : $"Separated by commas, besides those of the catalog: {string.Join(", ", shown.Original.Aliases)}.";

    /// <summary>What applies without a price of the operator, and what such a price leaves as it is.</summary>
    private string PriceHint(ModelState shown)
    {
        var prices = shown.Original.Prices;
        var price = prices.At(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));
        var listed = prices.Free ? "the model is free" : $"{NumberFormat.Price(price.InputPerMillion)} input, {NumberFormat.Price(price.OutputPerMillion)} output";
        var own = shown.Original.Endpoints.Where(static endpoint => endpoint.Prices is not null).Select(static endpoint => endpoint.Provider.Id).ToArray();
        return $"Leave all empty for the price of the catalog ({listed}). Your price applies from today (UTC) to prompts of any length."
            + (own.Length == 0 ? "" : $" {string.Join(" and ", own)} {(own.Length == 1 ? "has a price of its" : "have prices of their")} own in the catalog, which still {(own.Length == 1 ? "applies" : "apply")}.");
    }

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var request = new ModelSettingsRequest
        {
            Enabled = enabled,
            Aliases = [.. ListParser.Parse(aliases)],
            Input = NumberParser.ParseUsd(input, "input", errors),
            Output = NumberParser.ParseUsd(output, "output", errors),
            CacheRead = NumberParser.ParseUsd(cacheRead, "cache_read", errors),
            CacheWrite5m = NumberParser.ParseUsd(cacheWrite5m, "cache_write_5m", errors),
            CacheWrite1h = NumberParser.ParseUsd(cacheWrite1h, "cache_write_1h", errors),
            Source = source,
        };
        if (state is not { } read) return;
        var change = new Input<ModelSettingsRequest>(request, errors);
        if (await RunAsOperatorAsync(me => Models.SetAsync(me.UserId, ModelId, read.Version, change, CancellationToken.None)) is not null)
        {
            Dialogs.Close(true);
        }
        else if (IsOutdated && (await Models.FindAsync(ModelId, CancellationToken.None)).TryGet(out var found, out _))
        {
            (state, changes, isFocusDue) = (found, ModelChanges.Between(read, found), true);
        }
    }
}
