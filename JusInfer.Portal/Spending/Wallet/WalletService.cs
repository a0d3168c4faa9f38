using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Changes wallets. Only operators may.</summary>
internal sealed class WalletService(IWalletStore store, IOperatorAuthorization operators, IStepUpAuthentication stepUp, TimeProvider time)
{
    private const decimal MaxUsd = 1_000_000;
    private const int MaxDecimals = 9;

    private static readonly RequestError NoSuchTeam = new RequestError.NotFound("There is no such team.");

    /// <summary>Adds an entry, unless the ledger does not add up.</summary>
    /// <param name="actor">The account that changes the wallet.</param>
    /// <param name="own">The team of the actor, if the request names none.</param>
    /// <param name="input">The entry.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task<Result<LedgerEntry, RequestError>> AddAsync(UserId actor, TeamId own, Input<CreditRequest> input, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(actor, cancellationToken) is { } denied) return denied;
        var team = input.Request.TeamId ?? own;
        if (await store.FindTeamAsync(team, cancellationToken) is null) return NoSuchTeam;
        var kind = input.Request.Kind ?? LedgerKind.Credit;
        if (kind == LedgerKind.Settlement) input.AddError(nameof(CreditRequest.Kind), "{0} must be one of credit, refund, adjustment.");
        if (input.Request.AmountUsd is { } usd) CheckAmount(input, kind, usd);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (await stepUp.CheckAsync(actor, cancellationToken) is { } required) return required;
        if (await store.FindImbalanceAsync(team, cancellationToken) is { } imbalance)
            return new RequestError.Conflict($"The ledger of this team does not add up, so nothing can be credited. {imbalance}");

        var amount = NanoUsd.FromUsd(input.Request.AmountUsd!.Value);
        return await store.AddAsync(team, kind, amount, input.Request.Note?.Trim(), time.GetUtcNow(), cancellationToken);
    }

    /// <summary>Makes a team prepaid or postpaid.</summary>
    public async Task<Result<TeamWallet, RequestError>> ChangeAsync(UserId actor, string id, Input<WalletChange> input, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(actor, cancellationToken) is { } denied) return denied;
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (!TeamId.TryParse(id, out var teamId) || await store.FindTeamAsync(teamId, cancellationToken) is not { } team) return NoSuchTeam;

        // A postpaid team has credit without limit.
        if (await stepUp.CheckAsync(actor, cancellationToken) is { } required) return required;
        var mode = input.Request.Wallet!.Value;
        await store.SetModeAsync(teamId, mode, cancellationToken);
        return team with { Wallet = team.Wallet with { Mode = mode } };
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
