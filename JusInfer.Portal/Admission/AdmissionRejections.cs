using System.Globalization;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Admission;

/// <summary>Creates rejections with their messages: which limit is exceeded, by how much, and what to do.</summary>
internal static class AdmissionRejections
{
    public const string WalletScope = "tenant.wallet";

    /// <summary>The rate of requests or tokens is used up.</summary>
    public static AdmissionRejection Rate(LimitKind kind, ScopedStatus exceeded)
    {
        var isOfRequests = kind == LimitKind.RequestsPerMinute;
        return new AdmissionRejection(
            isOfRequests ? RejectionReason.RequestRate : RejectionReason.TokenRate,
            RateScopes.NameOf(exceeded.Scope, kind),
            $"{NameOf(exceeded.Scope)} is limited to {exceeded.Rate.Limit.ToString("N0", CultureInfo.InvariantCulture)} "
            + (isOfRequests ? "requests a minute and has used them up. " : "tokens a minute, and this request would exceed the limit. ")
            + $"Wait {Seconds(exceeded.Rate.RetryAfter)}, or ask an owner of the team to raise the limit under Developer, Tenant.",
            exceeded.Rate.RetryAfter);
    }

    /// <param name="full">The scope whose concurrent calls are all running, or drain.</param>
    public static AdmissionRejection Concurrency(ScopedRates full)
    {
        var isRunning = full.Running >= full.Concurrency || !full.HasTooManyOpen;
        return new AdmissionRejection(
            RejectionReason.Concurrency,
            RateScopes.NameOf(full.Scope, LimitKind.Concurrency),
            $"{NameOf(full.Scope)} is limited to {full.Concurrency} concurrent calls, and "
            + (isRunning
                ? "all of them are running. "
                : $"{RateLimiter.MaxOpen(full.Concurrency!.Value)} calls are open, with those whose client has disconnected and whose "
                    + "answer the provider still writes. ")
            + "Wait for one to end, or ask an owner of the team to raise the limit.",
            TimeSpan.FromSeconds(1));
    }

    /// <param name="limit">The limit that leaves too little.</param>
    /// <param name="spent">What is spent of it.</param>
    /// <param name="held">What running calls hold of it.</param>
    /// <param name="needed">What the call needs.</param>
    public static AdmissionRejection Money(CallLimit limit, NanoUsd spent, NanoUsd held, NanoUsd needed)
    {
        var state = $"${Money(spent)} of ${Money(limit.Limit.Amount)} are spent" + (held > NanoUsd.Zero ? $" and running calls hold ${Money(held)}" : "");
        if (limit.Budget is not { } budget)
        {
            return new AdmissionRejection(
                RejectionReason.Wallet,
                WalletScope,
                $"The team's wallet has ${Money(limit.Limit.Amount - spent)} left"
                + (held > NanoUsd.Zero ? $", of which running calls hold ${Money(held)}" : "")
                + $", and this call can cost ${Money(needed)}. An owner of the team can ask the operator for credit of "
                + $"${Cents(spent + held + needed - limit.Limit.Amount)} or more.");
        }

        var reset = budget.Window == BudgetWindow.Total ? "" : $" The next {budget.Window.ToString().ToLowerInvariant()} begins on {DateFormat.Minute(limit.Limit.Allowance.Id.End)} UTC.";
        var ofRun = budget.Scope == BudgetScope.Run;
        return new AdmissionRejection(
            ofRun ? RejectionReason.RunBudget : RejectionReason.Budget,
            ScopeOf(budget),
            $"{NameOf(budget)} is reached: {state}, and this call can cost ${Money(needed)}. "
            + (ofRun ? "Start a new run, or name a larger budget for the next one."
                : $"An owner of the team can raise it to ${Cents(spent + held + needed)} or more.") + reset);
    }

    /// <summary>A limit leaves less than a call can cost, and running calls may need it.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="left">What is not spent of it.</param>
    /// <param name="most">What the call can cost at most.</param>
    /// <param name="waited">How long the call has waited.</param>
    public static AdmissionRejection Uncertain(CallLimit limit, NanoUsd left, NanoUsd most, TimeSpan waited) => new(
        limit.Budget is not { } budget ? RejectionReason.Wallet
            : budget.Scope == BudgetScope.Run ? RejectionReason.RunBudget
            : RejectionReason.Budget,
        ScopeOf(limit),
        $"{NameOf(limit)} has ${Money(left)} left, and this call can cost up to ${Money(most)}: only the provider knows how many "
        + $"tokens its prompt has. Such calls run one at a time, and the ones before it did not end within {waited.TotalSeconds:0} "
        + "seconds. Send it again, or send a shorter prompt.",
        TimeSpan.FromSeconds(1));

    /// <summary>A reached budget leaves only automatic routing to economical models; a pinned model is rejected.</summary>
    public static AdmissionRejection PinnedInEconomy(CallLimit limit, string model) => new(
        RejectionReason.Budget,
        ScopeOf(limit.Budget!),
        $"{NameOf(limit.Budget!)} is reached. Until it is raised, only automatic routing to economical models is available: request "
        + $"jusInfer-auto instead of {model}.");

    /// <summary>A stream ends because one of its limits leaves nothing to continue it.</summary>
    public static AdmissionRejection Exhausted(MoneyHold hold) => hold.TightestLimit.Budget is { } budget
        ? new(
            budget.Scope == BudgetScope.Run ? RejectionReason.RunBudget : RejectionReason.Budget,
            ScopeOf(budget),
            $"{NameOf(budget)} is reached. The answer ends here.")
        : new(RejectionReason.Wallet, WalletScope, "The team's wallet is empty. The answer ends here.");

    /// <summary>Whether a limit of money has rejected this call, in its present window and with its present amount, which the message names.</summary>
    public static bool IsBy(Rejection rejected, Budget budget, NanoUsd amount, DateTimeOffset windowStart) =>
        ScopeOf(budget) == rejected.Scope && rejected.At >= windowStart && Names(rejected, amount);

    /// <summary>Whether a wallet with this balance has rejected this call.</summary>
    public static bool IsByWallet(Rejection rejected, NanoUsd balance) => rejected.Scope == WalletScope && Names(rejected, balance);

    /// <summary>The code of a limit of money in errors and reports.</summary>
    public static string ScopeOf(CallLimit limit) => limit.Budget is { } budget ? ScopeOf(budget) : WalletScope;

    /// <summary>The name of a limit of money for people.</summary>
    public static string NameOf(CallLimit limit) => limit.Budget is { } budget ? NameOf(budget) : "The team's wallet";

    public static string ScopeOf(Budget budget)
    {
        var scope = EnumFormat.Format(budget.Scope);
        return budget.IsCap ? $"{scope}.monthly_cap" : $"{scope}.{EnumFormat.Format(budget.Window)}";
    }

    private static bool Names(Rejection rejected, NanoUsd amount) =>
        rejected.Message.Contains($"${Money(amount)} ", StringComparison.Ordinal);

    /// <summary>Rounded up, so that the amount is enough.</summary>
    private static string Cents(NanoUsd amount) => (decimal.Ceiling(amount.Usd * 100) / 100).ToString("0.00", CultureInfo.InvariantCulture);

    private static string NameOf(RateScope scope) => scope switch
    {
        RateScope.Key => "This key",
        RateScope.Member => "The member this key belongs to",
        _ => "The team",
    };

    private static string NameOf(Budget budget)
    {
        if (budget.IsCap) return budget.Scope == BudgetScope.Key ? "This key's monthly cap" : "The monthly cap of the member this key belongs to";
        var of = budget.Scope switch
        {
            BudgetScope.Tenant => "the team",
            BudgetScope.Member => "the member this key belongs to",
            BudgetScope.Key => "this key",
            BudgetScope.User => "this end user",
            _ => "this run",
        };
        var window = budget.Window switch
        {
            BudgetWindow.Day => "daily ",
            BudgetWindow.Week => "weekly ",
            BudgetWindow.Month => "monthly ",
            _ => "",
        };
        return $"The {window}budget of {of}{(budget.Model is { } model ? $" for {model}" : "")}";
    }

    private static string Seconds(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return seconds == 1 ? "a second" : $"{seconds} seconds";
    }

    /// <summary>An amount in a message, without its unit.</summary>
    public static string Money(NanoUsd amount) => amount.Usd.ToString("0.00#######", CultureInfo.InvariantCulture);
}
