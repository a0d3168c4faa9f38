using System.Collections.Immutable;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Limits;

/// <summary>The limits of one key, for a model or for all.</summary>
public sealed partial class LimitsPanel
{
    private ImmutableArray<ApiKey>? keys;
    private ImmutableArray<LimitState> limits = [];
    private ApiKey? selected;
    private (string?, string?)? loaded;

    /// <summary>The key's id; without it, the newest live key.</summary>
    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private LimitReport Report { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != (Key, Model)) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = (Key, Model);
        loaded = requested;
        var live = (await KeyService.ListAsync(me, Disposed)).Where(key => key.IsLive(Time.GetUtcNow())).ToImmutableArray();
        var key = Key is null ? live.FirstOrDefault() : live.FirstOrDefault(key => key.Id.ToString() == Key);
        var holder = key is null ? null : await KeyService.FindHolderAsync(me, key.Id, Disposed);
        var model = Model is null ? null : (Catalog.Resolve(Model) as ModelResolution.Pinned)?.Model.Id;
        var states = holder is null ? [] : await Report.EvaluateAsync(holder, model, Catalog.IsDemo, Disposed);
        if (requested != loaded) return; // The user has changed the selection meanwhile.
        (keys, selected, limits) = (live, holder?.Key, states);
    }

    private void Select(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
