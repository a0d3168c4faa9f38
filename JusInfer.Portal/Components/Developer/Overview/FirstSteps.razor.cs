using System.Text.Json.Nodes;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Playground;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>
/// What a team does before its first call, and a call without an agent, which is an ordinary call over HTTP with a key of the
/// playground.
/// </summary>
public sealed partial class FirstSteps
{
    private bool isSending;
    private string? failure;

    /// <summary>Whether the user may mint keys and make calls.</summary>
    [Parameter, EditorRequired]
    public bool CanCall { get; set; }

    /// <summary>Whether the user has a live key.</summary>
    [Parameter, EditorRequired]
    public bool HasKeys { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnMint { get; set; }

    [Inject]
    private CatalogSource Catalog { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private PlaygroundClient Client { get; set; } = default!;

    [Inject]
    private PlaygroundKeys Keys { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private async Task SendAsync()
    {
        if (isSending || (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None))?.Member is not { } me) return;
        (isSending, failure) = (true, null);
        try
        {
            if (!(await Keys.MintAsync(me, CancellationToken.None)).TryGet(out var key, out var error))
            {
                failure = error.Reason;
                return;
            }

            var model = Catalog.Current.Auto.Id;
            var answer = new PlaygroundResponse(model);
            var request = new JsonObject
            {
                ["model"] = model,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Say hello in one short sentence." }),
                ["stream"] = true,
                ["stream_options"] = new JsonObject { ["include_usage"] = true },
            };

            // The circuit is free for the events of the page while the answer is read.
            await Task.Run(() => Client.RunAsync(request, key.Plaintext, [], answer, CancellationToken.None), CancellationToken.None);
            await Keys.RevokeAsync(me, key.Key.Id, CancellationToken.None);
            if (answer.State is { Error: { } rejected }) failure = rejected.Message;
            else
                Dialogs.NotifySuccess(
                    $"{answer.State.Model} answered{(answer.State.CostUsd is { } cost ? $" for {NumberFormat.Money(cost)}" : "")}. "
                    + "The call appears within two seconds.");
        }
        finally
        {
            isSending = false;
        }
    }
}
