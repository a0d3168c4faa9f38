using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Adds an entry to the ledger of a team, or changes how it pays. The dialog's result is the confirmation message.</summary>
public sealed partial class WalletDialog
{
    private WalletAction action;
    private string amount = "";
    private string note = "";

    private enum WalletAction
    {
        Credit,
        Adjust,
        Mode,
    }

    /// <summary>The id of the team.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>The name of the team.</summary>
    [Parameter, EditorRequired]
    public string Team { get; set; } = "";

    /// <summary>The balance, formatted.</summary>
    [Parameter, EditorRequired]
    public string Balance { get; set; } = "";

    [Parameter, EditorRequired]
    public bool IsPostpaid { get; set; }

    [Inject]
    private WalletService Wallets { get; set; } = default!;

    private WalletMode OtherMode => IsPostpaid ? WalletMode.Prepaid : WalletMode.Postpaid;

    private string ActionName => action switch
    {
        WalletAction.Adjust => "Correct balance",
        WalletAction.Mode => IsPostpaid ? "Make prepaid" : "Make postpaid",
        _ => "Add credit",
    };

    private async Task SaveAsync()
    {
        if (action == WalletAction.Mode)
        {
            var change = new WalletChange { Wallet = OtherMode };
            if (await RunAsOperatorAsync(me => Wallets.ChangeAsync(me.UserId, Id, change, CancellationToken.None)) is not null)
                Dialogs.Close($"{Team} is {OtherMode.ToString().ToLowerInvariant()} now.");
            return;
        }

        var errors = new ValidationErrors();
        var request = new CreditRequest
        {
            TeamId = TeamId.TryParse(Id, out var team) ? team : null,
            Kind = action == WalletAction.Adjust ? LedgerKind.Adjustment : LedgerKind.Credit,
            AmountUsd = NumberParser.ParseUsd(amount, "amount_usd", errors),
            Note = string.IsNullOrWhiteSpace(note) ? null : note,
        };
        var input = new Input<CreditRequest>(request, errors);
        if (await RunAsOperatorAsync(me => Wallets.AddAsync(me.UserId, me.Team.Id, input, CancellationToken.None)) is not null)
            Dialogs.Close(action == WalletAction.Adjust ? $"The balance of {Team} is corrected." : $"{Team} has {NumberFormat.Money(request.AmountUsd!.Value)} more.");
    }
}
