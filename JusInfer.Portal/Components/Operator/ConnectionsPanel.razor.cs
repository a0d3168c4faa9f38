using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Connects providers: sets, tests and removes their credentials, and adds servers that run on this machine.</summary>
public sealed partial class ConnectionsPanel
{
    private const int MaxNames = 4;
    private const string LastConsequence = "It is the only provider that is connected: every call fails until one is connected again. Demo mode does not return.";

    private ImmutableArray<ProviderState>? states;
    private ImmutableArray<string> orphans = [];
    private ImmutableArray<DetectedServer> servers = [];
    private CatalogSnapshot? shown;
    private Task? detection;
    private string? busy;

    [Inject]
    private ProviderService Providers { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private string Summary => states is { } listed ? $"{listed.Count(static state => state.Provider.Usable)} of {listed.Length} connected" : "";

    /// <summary>Another operator, perhaps on another node, can have changed a provider.</summary>
    private protected override void Read()
    {
        if (!ReferenceEquals(shown, Source.Configured)) RequestRefresh();
        if (detection is null or { IsFaulted: true }) detection = DetectAsync();
    }

    private protected override async Task ReadStoreAsync()
    {
        shown = Source.Configured;
        var read = await Providers.ListAsync(Disposed);
        orphans = await Providers.ListOrphansAsync(Disposed);
        states = [.. read.OrderBy(static state => state switch { { Provider.Usable: true } => 0, { Provider.Enabled: true } => 1, _ => 2 })];
    }

    private static bool IsConnected(ProviderState state) => state is { Provider.Usable: true, LastTest: null or { Outcome: ProviderTestOutcome.Ok } };

    private static string CountOf(int models) => models == 1 ? "1 model" : $"{models} models";

    private static string NamesOf(DetectedServer server) =>
        string.Join(", ", server.Models.Take(MaxNames).Select(static model => model.Name)) + (server.Models.Length > MaxNames ? ", …" : "");

    private static string SourceOf(ProviderState state) => state switch
    {
        { IsUnreadable: true } => "Cannot be decrypted",
        { Provider.CredentialOrigin: CredentialOrigin.Portal } => "Set in the portal",
        { Provider.CredentialOrigin: CredentialOrigin.Environment } => $"From {state.Provider.ApiKeyEnv}",
        { Provider: { CredentialOrigin: CredentialOrigin.File, CredentialFileFault: { } fault } } => $"From {state.Provider.ApiKeyFile}, which {fault} now",
        { Provider.CredentialOrigin: CredentialOrigin.File } => $"From {state.Provider.ApiKeyFile}",
        { Provider.RequiresCredential: false } => "Not required",
        _ => "None",
    };

    private static string? OverriddenBy(ProviderState state) => state switch
    {
        { SetAt: null } or { HasConfigured: false } => null,
        { IsUnreadable: true } => $"In use: {state.Provider.ApiKeyEnv ?? state.Provider.ApiKeyFile}",
        _ => $"In the place of {state.Provider.ApiKeyEnv ?? state.Provider.ApiKeyFile}",
    };

    private static string LabelOf(ProviderState state) => state switch
    {
        { Provider.Enabled: false } => "off",
        { Provider.IsTurnedOff: true } => "turned off",
        { IsUnreadable: true } => "set it again",
        { Provider.Usable: false } => "not connected",
        { LastTest: { Outcome: not ProviderTestOutcome.Ok } test } => ProviderTestLabels.Of(test.Outcome),
        _ => "connected",
    };

    private static string? TagOf(ProviderState state) => state switch
    {
        { Provider.Enabled: false } => null,
        { IsUnreadable: true } => "bad",
        { Provider.IsTurnedOff: true } => "bad",
        { Provider.Usable: false } => null,
        { LastTest: null or { Outcome: ProviderTestOutcome.Ok } } => "good",
        { LastTest.Outcome: ProviderTestOutcome.RateLimited or ProviderTestOutcome.Rejected or ProviderTestOutcome.Failed } => "warn",
        _ => "bad",
    };

    private static string? ReasonOf(ProviderState state) => state switch
    {
        { Provider.Enabled: false } => state.Provider.UnusableReason,
        { Disabled: { } off } => $"No call is sent to it. Turned off by {off.By ?? "a deleted account"}.",
        { IsUnreadable: true } => "Its Data Protection key is missing or cannot be read. JusInfer tries again every minute.",
        { Provider.Usable: false } => null,
        { LastTest: { Outcome: not ProviderTestOutcome.Ok } test } => ProviderTestDescriptions.Of(test),
        _ => null,
    };

    private string ConsequenceOf(ProviderState state) => state switch
    {
        { HasConfigured: true } => $"Calls then use the credential of {state.Provider.ApiKeyEnv ?? state.Provider.ApiKeyFile}.",
        { Provider.RequiresCredential: false } => "Calls are then sent to it without a credential.",
        _ when IsLast(state) => LastConsequence,
        _ => "Calls to its models fail, unless another provider serves them.",
    };

    private bool IsLast(ProviderState state) =>
        state.Provider.Usable && states is { } listed && listed.All(other => !other.Provider.Usable || other.Provider.Id == state.Provider.Id);

    private async Task SetAsync(ProviderState state)
    {
        await Dialogs.OpenAsync<CredentialDialog, bool>(
            state.SetAt is null ? $"Connect {state.Provider.Id}" : $"Replace the credential of {state.Provider.Id}",
            new() { [nameof(CredentialDialog.Provider)] = state.Provider.Id, [nameof(CredentialDialog.Host)] = state.Provider.BaseUrl.Host, [nameof(CredentialDialog.Version)] = state.Version });
        await ReloadAsync();
    }

    private async Task TestAsync(string provider)
    {
        if (busy is not null) return;
        busy = provider; // Before the first wait: another click would otherwise start a second test.
        try
        {
            if (await FindOperatorAsync() is not { } me) return;
            if ((await Providers.TestAsync(me.UserId, provider, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        }
        finally
        {
            busy = null;
        }

        await ReloadAsync();
    }

    private async Task TurnOffAsync(ProviderState state)
    {
        var id = state.Provider.Id;
        var consequence = IsLast(state)
            ? "It is the only provider that is connected: every call fails until one is on again."
            : "Calls to its models go to other providers, and fail where there is none. Calls that run are completed.";
        var turnedOff = await ConfirmAsync(
            $"Turn off {id}?", consequence, "Turn off", me => Providers.SetEnabledAsync(me, id, enabled: false, CancellationToken.None));
        if (turnedOff) Dialogs.NotifySuccess($"{id} is off.");
        await ReloadAsync();
    }

    private async Task TurnOnAsync(string provider)
    {
        if (await FindOperatorAsync() is not { } me) return;
        Report(await Providers.SetEnabledAsync(me.UserId, provider, enabled: true, Disposed), $"{provider} is on.");
        await ReloadAsync();
    }

    private async Task RemoveAsync(string provider, string consequence)
    {
        var removed = await ConfirmAsync(
            $"Remove the credential of {provider}?",
            consequence,
            "Remove credential",
            me => Providers.RemoveAsync(me, provider, CancellationToken.None));
        if (removed) Dialogs.NotifySuccess($"The credential of {provider} is removed.");
        await ReloadAsync();
    }

    private async Task AddServerAsync(DetectedServer server)
    {
        if (busy is not null) return;
        busy = server.Provider;
        try
        {
            if (await FindOperatorAsync() is not { } me) return;
            var error = await Providers.AddServerAsync(me.UserId, server.Provider, Disposed);
            if (error is null) await Providers.TestAsync(me.UserId, server.Provider, Disposed);
            Report(error, $"{server.Name} is added.");
        }
        finally
        {
            busy = null;
        }

        detection = null;
        await ReloadAsync();
    }

    private async Task RemoveServerAsync(ProviderState state)
    {
        var consequence = $"{(IsLast(state) ? LastConsequence : "Its models are no longer available.")} The server itself keeps running.";
        var id = state.Provider.Id;
        var removed = await ConfirmAsync(
            $"Remove {id}?", consequence, "Remove server", me => Providers.RemoveServerAsync(me, id, CancellationToken.None));
        if (removed) Dialogs.NotifySuccess($"{id} is removed.");
        detection = null;
        await ReloadAsync();
    }

    private void Report(RequestError? error, string success)
    {
        if (error is not null) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess(success);
    }

    /// <summary>The page does not wait for the answers of servers. After a fault it is tried again.</summary>
    private async Task DetectAsync()
    {
        servers = await Providers.DetectAsync(Disposed);
        StateHasChanged();
    }
}
