using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Lists the models with their prices and states, and opens the dialog that changes one.</summary>
public sealed partial class ModelsPanel
{
    private ImmutableArray<ModelState>? states;
    private CatalogSnapshot? listed;
    private bool isStale;
    private bool isReading;

    /// <summary>Words that the id or a name of a model must contain.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    /// <summary><c>changed</c>, <c>off</c> or <c>unserved</c>; anything else for all models.</summary>
    [SupplyParameterFromQuery]
    private string? Show { get; set; }

    [Inject]
    private ModelService Models { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    /// <summary>Another operator, perhaps on another node, has changed a model, or the store could not be read before.</summary>
    private protected override void Read()
    {
        if (listed is not null && !isReading && (isStale || !ReferenceEquals(listed, Source.Configured))) _ = ReadAsync();
    }

    private protected override Task LoadAsync() => ReadAsync();

    private static string Summary(ImmutableArray<ModelState> all)
    {
        var (off, own) = (all.Count(static state => !state.Model.Enabled), all.Count(static state => state.CustomPrice is not null));
        return $"{all.Length} models, {off} off, {own} with a price set by an operator";
    }

    private string LabelOf(Model model) => model switch
    {
        { Enabled: false } => "off",
        { UsableEndpoints.IsEmpty: true } when Source.Current.IsDemo => "simulated",
        { UsableEndpoints.IsEmpty: true } => "no provider",
        _ => "on",
    };

    private static string? TagOf(Model model) => model switch
    {
        { Enabled: false } => "bad",
        { UsableEndpoints.IsEmpty: true } => null,
        _ => "good",
    };

    /// <summary>The price of today; null if the model is free.</summary>
    private Price? PriceOf(Model model) => model.Prices.Free ? null : model.Prices.At(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));

    private List<ModelState> Shown(ImmutableArray<ModelState> all)
    {
        var words = (Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. all.Where(state => IsShown(state) && Array.TrueForAll(words, word => HasName(state.Model, word)))];
    }

    private bool IsShown(ModelState state) => Show switch
    {
        "changed" => state.Settings is not null,
        "off" => !state.Model.Enabled,
        "unserved" => state.Model is { Enabled: true, UsableEndpoints.IsEmpty: true },
        _ => true,
    };

    private static bool HasName(Model model, string word) => model.Aliases.Prepend(model.Id).Any(name => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private void Filter(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));

    private async Task ChangeAsync(string model)
    {
        if (await Dialogs.OpenAsync<ModelDialog, bool>($"Change {model}", new() { [nameof(ModelDialog.ModelId)] = model })) Dialogs.NotifySuccess($"{model} is changed.");
        await ReadAsync();
    }

    /// <summary>Reads what is shown. Nobody may be waiting for it, so a fault of the store is shown on the page, and the next refresh tries again.</summary>
    private async Task ReadAsync()
    {
        isReading = true;
        try
        {
            var catalog = Source.Configured;
            (states, listed, isStale) = (await Models.ListAsync(Disposed), catalog, false);
        }
        catch (Exception) when (IsDisposed)
        {
            return; // The user left the page.
        }
        catch (Exception) when (!IsDisposed)
        {
            isStale = true;
        }
        finally
        {
            isReading = false;
        }

        StateHasChanged();
    }
}
