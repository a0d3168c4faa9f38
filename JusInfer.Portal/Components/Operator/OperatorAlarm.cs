using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Operator;

/// <summary>What an operator should look at now.</summary>
/// <param name="Text">What is wrong.</param>
/// <param name="Href">The address where it is changed or shown.</param>
/// <param name="Link">The text of the link.</param>
/// <param name="IsSevere">Calls fail.</param>
internal sealed record OperatorAlarm(string Text, string Href, string Link, bool IsSevere)
{
    /// <summary>Calls that wait to be stored: usage, budgets and wallets lag behind by more than the calls of a busy second.</summary>
    private const int MaxUnstoredCalls = 5_000;

    private const string Providers = "/operator/providers";
    private const string Bills = "#bills-title";
    private const string Paused = "#paused-title";

    /// <summary>The alarms of this node and of what all nodes send, the severe ones first.</summary>
    /// <param name="node">What this node is doing.</param>
    /// <param name="health">The health of its endpoints.</param>
    /// <param name="bills">The calls that it has stored.</param>
    /// <param name="queues">What waits to be sent; null if that could not be read.</param>
    /// <param name="paused">The number of paused teams.</param>
    /// <param name="sharedMailboxes">The number of mailboxes with more than one account.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="now">The current time.</param>
    public static ImmutableArray<OperatorAlarm> From(
        NodeReport node, HealthReport health, BillingSums bills, DeliveryBacklog? queues, int paused, int sharedMailboxes,
        CatalogSnapshot catalog, DateTimeOffset now)
    {
        var alarms = ImmutableArray.CreateBuilder<OperatorAlarm>();
        if (!catalog.IsDemo && !catalog.HasUsableProvider) alarms.Add(new("No provider is connected any more, so every call fails.", Providers, "Connect one", IsSevere: true));
        foreach (var endpoint in health.Endpoints.Where(static endpoint => endpoint.State != EndpointState.Available))
        {
            var failure = endpoint.LastFailure is { } last ? $": {AttemptDescriptions.Describe(last.Outcome, last.Status)}" : "";
            alarms.Add(new($"{endpoint.Model} {endpoint.Place} is not called{failure}.", Providers, "Circuit breakers", IsSevere: true));
        }

        if (paused > 0)
        {
            var what = paused == 1 ? "A team is paused: its" : $"{NumberFormat.Count(paused)} teams are paused: their";
            alarms.Add(new($"{what} calls cost too much that no limit covers.", Paused, "Paused teams", IsSevere: true));
        }

        if (node.IsDraining) alarms.Add(new("This node is shutting down and rejects new calls.", "/docs/operations/", "Operations", IsSevere: true));
        if (node.UnstoredCalls > MaxUnstoredCalls)
            alarms.Add(new($"{NumberFormat.Count(node.UnstoredCalls)} calls wait to be stored. Check the store.", "/docs/operations/", "Operations", IsSevere: true));
        if (node.DamagedJournals is [var kept, ..] and var files)
        {
            var what = files.Count == 1 ? "A damaged journal is" : $"{NumberFormat.Count(files.Count)} damaged journals are";
            var text = $"{what} kept on this node, such as {kept}. Calls in the damaged parts may not be charged.";
            alarms.Add(new(text, "/docs/operations/#a-damaged-journal", "What to do", IsSevere: false));
        }

        if (queues is null) alarms.Add(new("The mails and webhook deliveries that wait could not be read. Check the store.", "/docs/operations/", "Operations", IsSevere: false));
        else AddLate(alarms, queues, now);
        if (bills.UnbilledCalls > 0)
            alarms.Add(new($"{CallsOf(bills.UnbilledCalls)} cost {NumberFormat.Money(bills.Unbilled)} more than was held, which no team is charged for.", Bills, "Bills", IsSevere: false));
        if (bills.Unpriced > 0) alarms.Add(new($"{CallsOf(bills.Unpriced)} had tokens without a price.", "/operator/models", "Set prices", IsSevere: false));
        if (sharedMailboxes > 0)
        {
            var what = sharedMailboxes == 1 ? "A mailbox has" : $"{NumberFormat.Count(sharedMailboxes)} mailboxes have";
            var text = $"{what} more than one account, whose addresses an earlier version told apart.";
            alarms.Add(new(text, "/operator/accounts", "Rename or delete one", IsSevere: false));
        }

        if (bills.Mismatches > 0) alarms.Add(new($"{CallsOf(bills.Mismatches)} had contradictory counts of tokens.", Bills, "Bills", IsSevere: false));
        return alarms.ToImmutable();
    }

    private static void AddLate(ImmutableArray<OperatorAlarm>.Builder alarms, DeliveryBacklog queues, DateTimeOffset now)
    {
        if (queues.AreMailsLate(now) && queues.Mails is { Oldest: { } oldest } mails)
        {
            var text = $"{(mails.Waiting == 1 ? "1 mail waits" : $"{NumberFormat.Count(mails.Waiting)} mails wait")}, the oldest for {QueueDescriptions.Age(oldest, now)}. The log says why; check the SMTP server.";
            alarms.Add(new(text, "/docs/self-hosting/#send-e-mail", "Send e-mail", IsSevere: false));
        }

        if (queues.AreDeliveriesLate(now) && queues.Deliveries.DueSince is { } due)
            alarms.Add(new($"Webhook deliveries are due for {QueueDescriptions.Age(due, now)} and not sent. Look for events of webhooks in the log.", "/docs/operations/", "Operations", IsSevere: false));
    }

    private static string CallsOf(long calls) => calls == 1 ? "1 call of the last 24 hours" : $"{NumberFormat.Count(calls)} calls of the last 24 hours";
}
