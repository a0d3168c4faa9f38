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

    /// <summary>Another operator, perhaps on another node, can have changed a model.</summary>
    private protected override void Read()
    {
        if (!ReferenceEquals(listed, Source.Configured)) RequestRefresh();
    }

    private protected override async Task ReadStoreAsync()
    {
        listed = Source.Configured;
        states = await Models.ListAsync(Disposed);
    }

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
        await ReloadAsync();
    }
}
