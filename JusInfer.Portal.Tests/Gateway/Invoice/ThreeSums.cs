namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>Compares the provider's invoice, the ledger and the limit.</summary>
internal static class ThreeSums
{
    /// <summary>The most that a prompt of the largest context window can cost, written to the cache, and the longest answer.</summary>
    private const decimal MostOfOneCall = (200_000 * 6m + 16_000 * 15m) / 1_000_000;

    /// <summary>A hundred concurrent calls with a key of this limit, on all nodes.</summary>
    public static async Task ShouldAgreeAsync(this InvoiceHost invoice, string model, string path, string body, decimal limit)
    {
        var team = await invoice.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = limit, rpm = 1_000_000 });
        invoice.Clear(model);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number =>
            caller.At(invoice.Nodes[number % invoice.Nodes.Count].Http).PostSlowStoreAsync(path, body)));

        var served = answers.Where(static answer => answer.Status == 200).ToArray();
        foreach (var rejected in answers.Except(served)) rejected.ShouldBe(402);
        invoice[model].Bills.Count.ShouldBe(served.Length);
        var (ledger, unbilled) = (0m, 0m);
        foreach (var answer in served)
        {
            var receipt = await team.ReceiptAsync(answer.RequestId);
            ledger += receipt.GetProperty("cost_usd").GetDecimal();
            unbilled += receipt.GetProperty("unbilled_usd").GetDecimal();
        }

        ledger.ShouldBeLessThanOrEqualTo(limit);
        var largest = served.Length == 0 ? 0 : invoice[model].Bills.Max(static bill => bill.Usd);
        invoice[model].Invoice.ShouldBeLessThanOrEqualTo(limit + Math.Max(MostOfOneCall, largest));
        var difference = Math.Abs(invoice[model].Invoice - ledger - unbilled);
        difference.ShouldBeLessThan(0.000001m, $"{served.Length} calls, ${ledger} charged, ${unbilled} unbilled");
        unbilled.ShouldBeLessThanOrEqualTo(largest);
    }
}
