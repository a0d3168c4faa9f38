using JusInfer.Portal.Accounts;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>The processes that share the database. Empty on SQLite. The panel that shows it has checked that the user is an operator.</summary>
public sealed partial class NodesSection : IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource disposed = new();
    private NodeList? list;
    private ITimer? timer;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private INodeStore Nodes { get; set; } = default!;

    [Inject]
    private ChangePolling Polling { get; set; } = default!;

    [Inject]
    private NodeWriteOff WriteOffs { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    public void Dispose()
    {
        timer?.Dispose();
        disposed.Cancel();
        disposed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (disposed.IsCancellationRequested) return; // The user left the page while it was loading.
        timer = Time.CreateTimer(_ => _ = InvokeAsync(LoadAsync), null, RefreshInterval, RefreshInterval);
    }

    /// <summary>A node whose calls another one cannot take over, and that has not been back for so long that the operator decides.</summary>
    private static bool IsLost(NodeState node, DateTimeOffset now) =>
        node.IsDead(now) && (now - node.SeenAt).Duration() >= NodeWriteOff.AskAfter;

    /// <summary>The version without the hash of the commit, which is too long for a table.</summary>
    private static string ReleaseOf(NodeState node) => node.Description.Release.Split('+')[0];

    private async Task LoadAsync()
    {
        if (disposed.IsCancellationRequested) return;
        try
        {
            list = await Nodes.ListAsync(disposed.Token);
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The user has left the page.
        }
    }

    private async Task WriteOffAsync(NodeState node)
    {
        var consequence = $"{node.Leased.Usd:0.00} USD can be used again. Calls that are only in its journal are not charged.";
        await Dialogs.ConfirmAsync(
            $"Write off {node.Description.Host}?",
            consequence,
            "Write off",
            async () => await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is { IsOperator: true } me
                ? (await WriteOffs.WriteOffAsync(me.UserId, node.Id, CancellationToken.None))?.Reason
                : ActionDialog.NotOperator);
        await LoadAsync();
    }
}
