using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>
/// Lists the keys that the signed-in member may see; mints, changes, rotates and revokes them. Filters, order and the open key
/// are in the address.
/// </summary>
public sealed partial class KeysPanel
{
    private ImmutableArray<KeyTableRow>? rows;
    private ElementReference list;
    private BulkOutcome? outcome;

    /// <summary>Some of these may no longer be live or in the list.</summary>
    private readonly HashSet<KeyId> selected = [];

    /// <summary>The key whose menu is open, or was last.</summary>
    private KeyId menu;

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    /// <summary>The id of the key that is open at the right.</summary>
    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    /// <summary>The part of the key that is open.</summary>
    [SupplyParameterFromQuery]
    private string? Tab { get; set; }

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private KeyList List { get; set; } = default!;

    [Inject]
    private PauseService PauseService { get; set; } = default!;

    private KeyFilter KeyFilter => KeyFilter.Parse(Status, Name, Sort);

    private KeyTableRow? Opened => Key is null ? null : rows?.FirstOrDefault(row => row.Key.Id.ToString() == Key);

    /// <summary>The selected keys that are live and in the list.</summary>
    private ImmutableArray<KeyTableRow> Selected =>
        [.. KeyFilter.Apply(rows ?? []).Where(row => row.IsLive && selected.Contains(row.Key.Id))];

    private protected override async Task LoadAsync(Member me) => rows = await List.ReadAsync(me, Disposed);

    private static string Calls(long requests) => requests == 1 ? "1 call" : $"{NumberFormat.Count(requests)} calls";

    private static string? ToneOf(KeyStatus status) => status switch
    {
        KeyStatus.Active => "good",
        KeyStatus.Blocked => "bad",
        KeyStatus.Paused or KeyStatus.Expiring => "warn",
        _ => null,
    };

    /// <summary>What restricts a key, in one line.</summary>
    private static string TermsOf(KeyTableRow row)
    {
        var rate = row.Key.Terms.RequestsPerMinute;
        string?[] terms =
        [
            KeyDescriptions.ModelsOf(row.Key), KeyDescriptions.AddressesOf(row.Key),
            rate == KeyTerms.DefaultRequestsPerMinute ? null : $"{NumberFormat.Count(rate)} requests/min",
            KeyDescriptions.LimitsOf(row.Key), KeyDescriptions.LabelsOf(row.Key),
        ];
        return string.Join(" · ", terms.OfType<string>());
    }

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private string SortedBy(string sort) => With("sort", sort);

    private string AddressOf(KeyTableRow row) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["key"] = row.Key.Id.ToString(), ["tab"] = null });

    private void Select(KeyTableRow row, ChangeEventArgs change)
    {
        if (change.Value is true) selected.Add(row.Key.Id);
        else selected.Remove(row.Key.Id);
    }

    private void SelectAll(ChangeEventArgs change)
    {
        foreach (var row in KeyFilter.Apply(rows ?? []).Where(static row => row.IsLive)) Select(row, change);
    }

    private async Task ClearSelectionAsync()
    {
        selected.Clear();
        StateHasChanged();
        await list.TryFocusAsync(); // The focused button was removed from the page.
    }

    private async Task ChangeSelectedAsync(BulkAction action)
    {
        BulkKey[] keys = [.. Selected.Select(BulkKey.From)];
        var title = $"{(action is BulkAction.Revoke ? "Revoke" : "Change")} "
            + $"{(keys.Length == 1 ? "1 key" : $"{NumberFormat.Count(keys.Length)} keys")}";
        var parameters = new Dictionary<string, object?> { [nameof(BulkDialog.Keys)] = keys, [nameof(BulkDialog.Action)] = action };
        if (await Dialogs.OpenAsync<BulkDialog, BulkOutcome>(title, parameters) is not { } result) return;

        outcome = result;
        selected.Clear();
        if (result is { Done: { } done, Failed.Count: 0 }) Dialogs.NotifySuccess(done);
        await ReloadAsync();
        StateHasChanged();
        await list.TryFocusAsync(); // The focused button was removed from the page.
    }

    private async Task MintAsync()
    {
        if (await Dialogs.OpenAsync<MintDialog, bool>("Mint a key")) await ReloadAsync();
    }

    private async Task RotateAsync(KeyTableRow row)
    {
        if (await Dialogs.OpenAsync<RotateDialog, bool>($"Rotate {row.Key.Name}", RotateDialog.ParametersOf(row))) await ReloadAsync();
    }

    private async Task EndOldSecretAsync(ApiKey key, PreviousSecret previous)
    {
        var ended = await ConfirmAsync(
            $"End the old secret of {key.Name}?",
            $"Requests with {previous.Display} are rejected with 401 within one second. {key.Display} keeps working. "
                + $"{(previous.LastUsedAt is null ? "No call has" : "Calls have")} used the old secret since the rotation.",
            "End old secret",
            async me => (await KeyService.ChangeAsync(
                me, key.Id, version: null, new Input<KeyChange>(new KeyChange { OverlapSeconds = 0 }), CancellationToken.None)).Error);
        if (!ended) return;

        Dialogs.NotifySuccess($"The old secret of {key.Name} has ended.");
        await ReloadAsync();
        await list.TryFocusAsync(); // The focused button was removed from the page.
    }

    private async Task ResumeAsync(ApiKey key)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await PauseService.ResumeAsync(me, key.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"{key.Name} is resumed.");
        await ReloadAsync();
    }

    private async Task RevokeAsync(ApiKey key)
    {
        var revoked = await ConfirmAsync(
            $"Revoke {key.Name}?",
            $"Requests with {key.Display} {AndMintedBy(key)}are rejected with 401 within one second. You cannot undo this.",
            "Revoke key",
            async me => (await KeyService.RevokeAsync(me, key.Id, CancellationToken.None)).Error);
        if (!revoked) return;

        Dialogs.NotifySuccess($"{key.Name} is revoked.");
        await ReloadAsync();
        await list.TryFocusAsync(); // The focused button was removed from the page.
    }

    /// <summary>An expired key can be revoked as long as keys that it has minted are live, which end with it.</summary>
    private bool CanRevoke(KeyTableRow row) => row.IsLive || (row.Key.RevokedAt is null && LiveMintedBy(row.Key) > 0);

    private int LiveMintedBy(ApiKey key) => rows?.Count(row => row.Key.ParentId == key.Id && row.IsLive) ?? 0;

    private string AndMintedBy(ApiKey key) => LiveMintedBy(key) switch
    {
        0 => "",
        1 => "and with the key that it has minted ",
        var count => $"and with the {NumberFormat.Count(count)} keys that it has minted ",
    };

    private string MintedBy(KeyId parent) => rows?.FirstOrDefault(row => row.Key.Id == parent) is { Key: var key }
        ? $"Minted by {key.Name} ({key.Display}). It ends when that key is revoked."
        : $"Minted by {parent}. It ends when that key is revoked.";

    private async Task CloseAsync()
    {
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["key"] = null, ["tab"] = null }));
        await list.TryFocusAsync(); // The panel had the focus.
    }

    private async Task SavedAsync(string message)
    {
        Dialogs.NotifySuccess(message);
        await ReloadAsync();
        await CloseAsync();
    }
}
