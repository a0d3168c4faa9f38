using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Wallet;

/// <summary>The operator's changes to wallets. The caller has checked that the user is an operator and the team exists.</summary>
internal sealed class WalletService(IWalletStore store, IStepUpAuthentication stepUp, TimeProvider time)
{
    private const decimal MaxUsd = 1_000_000;
    private const int MaxDecimals = 9;

    /// <summary>Adds an entry, unless the ledger does not add up.</summary>
    public async Task<Result<LedgerEntry, RequestError>> AddAsync(
        UserId actor, TenantId tenant, Input<CreditRequest> input, CancellationToken cancellationToken)
    {
        var kind = input.Request.Kind ?? LedgerKind.Credit;
        if (kind == LedgerKind.Settlement) input.AddError(nameof(CreditRequest.Kind), "{0} must be one of credit, refund, adjustment.");
        if (input.Request.AmountUsd is { } usd) CheckAmount(input, kind, usd);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (await stepUp.CheckAsync(actor, cancellationToken) is { } required) return required;
        if (await store.FindImbalanceAsync(tenant, cancellationToken) is { } imbalance)
            return new RequestError.Conflict($"The ledger of this team does not add up, so nothing can be credited. {imbalance}");

        var amount = NanoUsd.FromUsd(input.Request.AmountUsd!.Value);
        return await store.AddAsync(tenant, kind, amount, input.Request.Note?.Trim(), time.GetUtcNow(), cancellationToken);
    }

    private static void CheckAmount(Input<CreditRequest> input, LedgerKind kind, decimal usd)
    {
        if (usd == 0 || Math.Abs(usd) > MaxUsd || (usd < 0 && kind != LedgerKind.Adjustment))
        {
            var range = kind == LedgerKind.Adjustment ? $"from -{MaxUsd} to {MaxUsd} USD and not 0" : $"above 0 and at most {MaxUsd} USD";
            input.AddError(nameof(CreditRequest.AmountUsd), $"{{0}} must be {range}.");
        }

        if (decimal.Round(usd, MaxDecimals) != usd)
            input.AddError(nameof(CreditRequest.AmountUsd), $"{{0}} may have at most {MaxDecimals} decimals.");
    }
}
