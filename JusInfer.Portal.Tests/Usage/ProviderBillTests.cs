using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Usage;

/// <summary>The provider's bill, the receipts and the ledger agree, in whatever form the provider reports usage.</summary>
[Trait("Promise", "P-8")]
public sealed class ProviderBillTests : IAsyncLifetime
{
    private BillingProvider provider = null!;
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await BillingProvider.StartAsync();
        portal = await PortalHost.StartAsync(provider.Catalog);
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task The_gateway_bills_what_the_provider_bills()
    {
        var random = new Random(33);
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        var receipts = 0m;
        var prompt = new string('x', 150_000); // as many tokens as the provider reports are possible
        foreach (var shape in UsageShape.All)
        {
            var isResponses = shape.Name.EndsWith("Responses", StringComparison.Ordinal);
            var dialect = shape.Convention == UsageConvention.Anthropic ? "messages" : isResponses ? "responses" : "chat";
            foreach (var streamed in (bool[])[false, true])
            {
                var tokens = shape.Draw(random) with { CacheWrite1h = 0 };
                provider.Answer(dialect, tokens, shape.Write(tokens).Rewrite(random), streamed);
                var model = BillingProvider.ModelOf(dialect);

                var answer = await caller.AskAsync(streamed ? Caller.Streaming(model, prompt) : Caller.Asking(model, prompt));

                var receipt = await team.ReceiptAsync(answer.RequestId);
                receipts += receipt.GetProperty("cost_usd").GetDecimal();
                receipts.ShouldBe(provider.BilledUsd, $"{shape.Name} {receipt}");
                receipt.GetProperty("usage_mismatch").GetRawText().ShouldBe("null", shape.Name);
            }
        }

        var total = (await team.Api.GetAsync("/v1/usage")).Json.GetProperty("total");
        total.GetProperty("cost_usd").GetDecimal().ShouldBe(provider.BilledUsd);
    }
}
