using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant/wallet</c>: the money of the caller's team.</summary>
internal static class WalletApi
{
    internal static void MapWallet(this RouteGroupBuilder api)
    {
        var wallet = api.MapGroup("/tenant/wallet").WithTags("Wallet");
        wallet.MapGet("", GetAsync)
            .WithSummary("Get your team's wallet")
            .WithDescription("The balance is the sum of the ledger. A prepaid team's calls are rejected when nothing is available; a postpaid "
                + "team's balance may be negative.");
        wallet.MapGet("/ledger", ListAsync)
            .WithSummary("List ledger entries")
            .WithDescription("Newest first. Entries are only added. A settlement is the cost of some calls, which name it in settlement_id.");
        wallet.MapPost("/credits", AddAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Credit a wallet")
            .WithDescription("Adds a credit, a refund or an adjustment to a team's ledger. Only the operator may. Fails with 409 if the ledger "
                + "does not add up.");
    }

    private static async Task<Ok<WalletView>> GetAsync(
        SignedIn me, IWalletStore wallets, IHeldAmounts held, IUsageQueries usage, TimeProvider time, CancellationToken cancellationToken)
    {
        var wallet = await wallets.GetAsync(me.Team.Id, cancellationToken);
        var holds = held.OfWallet(me.Team.Id);
        var available = wallet.Balance - holds;
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var window = new UsageWindow(me.Team.Id, today.AddDays(1 - DaysLeft.Days), today.AddDays(1));
        var days = await usage.BreakDownAsync(window, [UsageDimensions.Day], cancellationToken);
        return TypedResults.Ok(new WalletView(
            wallet.Balance.Usd, holds.Usd, available.Usd, EnumFormat.Format(wallet.Mode), DaysLeft.DaysOf(available, days.Select(day => day.Sums.Cost))));
    }

    private static async Task<Results<Ok<LedgerPageView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<LedgerQuery> query, IWalletStore wallets, CancellationToken cancellationToken)
    {
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        var limit = query.Input.Request.Limit ?? LedgerQuery.DefaultLimit;
        var entries = await wallets.ListAsync(me.Team.Id, limit + 1, query.Input.Request.After, cancellationToken);
        var next = entries.Length > limit ? entries[limit - 1].Id.ToString() : null;
        return TypedResults.Ok(new LedgerPageView([.. entries.Take(limit).Select(LedgerEntryView.From)], next));
    }

    private static async Task<Results<Created<LedgerEntryView>, ProblemHttpResult>> AddAsync(
        SignedIn me, JsonBody<CreditRequest> body, WalletService wallets, CancellationToken cancellationToken) =>
        (await wallets.AddAsync(me.UserId, me.Team.Id, body.Input, cancellationToken)).TryGet(out var entry, out var error)
            ? TypedResults.Created((string?)null, LedgerEntryView.From(entry))
            : Problems.From(error);
}
