using System.Collections.Concurrent;
using System.Globalization;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// A process is killed again and again near a limit. Calls that have ended cost what the provider bills. Those that ran are charged by
/// their estimate, which is all that the journal has.
/// </summary>
[Slow]
public sealed class InvoiceAfterKillsTests
{
    private const string Model = "test/model";
    private const int Callers = 6;
    private const int AnswersBeforeKill = 3;
    private const decimal Limit = 1.5m;

    /// <summary>Five in every test run; <c>eng/soak.sh</c> sets 30.</summary>
    private static readonly int Kills =
        int.Parse(Environment.GetEnvironmentVariable("JUSINFER_KILLS") ?? "5", CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_invoice_exceeds_the_limit_by_one_call_and_by_what_the_killed_ones_cost_above_their_estimate()
    {
        var provider = new BillingProvider(BilledFamily.OpenAi, new BilledPrices(3, 0.3m, 15)) { AnswerTokens = 100 };
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(request =>
        {
            var answer = provider.Answer(request);
            return async (context, cancellationToken) =>
            {
                await Then.Pause(context, cancellationToken);
                await answer(context, cancellationToken);
            };
        });
        await using var node = new PortalNode(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15, context: 128_000));
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync(new { name = "capped", rpm = 1_000_000, monthly_cap_usd = Limit });
        var body = Caller.Asking(Model, new string('7', 10_000), ",\"max_tokens\":100");
        var answered = new ConcurrentBag<string>();

        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill > 0) (process, http) = await node.StartAsync();
            var (at, answers) = (caller.At(http), new SemaphoreSlim(0));
            var load = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(at, body, answered, answers)));
            for (var answer = 0; answer < AnswersBeforeKill; answer++)
                await Task.WhenAny(answers.WaitAsync(TestContext.Current.CancellationToken), load);
            await process.KillAsync();
            await load;
        }

        (_, http) = await node.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(caller.At(http), body, answered, answers: null)));
        foreach (var id in answered) await team.At(http).ReceiptAsync(id);
        var (sum, ended, interrupted) = (0m, 0m, 0);
        foreach (var record in await team.At(http).AllRecordsAsync())
        {
            var receipt = await team.At(http).ReceiptAsync(record.GetProperty("id").GetString()!);
            var cost = receipt.GetProperty("cost_usd").GetDecimal();
            sum += cost;
            var unbilled = receipt.GetProperty("unbilled_usd").GetDecimal();
            if (receipt.GetProperty("usage_source").GetString() == "provider") ended += cost + unbilled;
            else interrupted++;
        }

        var bill = provider.Bills[0].Usd;
        sum.ShouldBeInRange(Limit / 2, Limit);
        interrupted.ShouldBeLessThanOrEqualTo(Callers * Kills);
        (provider.Invoice - ended).ShouldBeInRange(0, interrupted * bill);
        provider.Invoice.ShouldBeLessThanOrEqualTo(Limit + bill + (interrupted * bill));
        answered.Count.ShouldBeGreaterThan(Kills);
    }

    /// <summary>Calls until the limit is reached or the process is killed.</summary>
    private static async Task CallAsync(Caller caller, string body, ConcurrentBag<string> answered, SemaphoreSlim? answers)
    {
        try
        {
            while (true)
            {
                var answer = await caller.AskAsync(body);
                if (answer.Status == 402) return;
                answer.ShouldBe(200);
                answered.Add(answer.RequestId);
                answers?.Release();
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The process was killed.
        }
    }
}
