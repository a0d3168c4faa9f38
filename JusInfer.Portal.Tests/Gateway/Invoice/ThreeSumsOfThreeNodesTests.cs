using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>As <see cref="ThreeSumsTests"/>, with three nodes that share nothing but a PostgreSQL database.</summary>
[Slow]
public sealed class ThreeSumsOfThreeNodesTests(SharedInvoiceHost host) : IClassFixture<SharedInvoiceHost>
{
    [Theory]
    [InlineData("chat", InvoiceHost.OpenAi, Prompts.Digits)]
    [InlineData("chat", InvoiceHost.OpenAi, Prompts.ImageUrl)]
    [InlineData("messages", InvoiceHost.Claude, Prompts.Image)]
    [InlineData("messages", InvoiceHost.Claude, Prompts.Pdf)]
    [InlineData("responses", InvoiceHost.Responses, Prompts.Pdf)]
    [InlineData("gemini", InvoiceHost.Gemini, Prompts.Letters)]
    [InlineData("chat", InvoiceHost.Gemini, Prompts.Recording)]
    [InlineData("ollama", InvoiceHost.OpenAi, Prompts.Image)]
    [InlineData("completions", InvoiceHost.Completing, Prompts.Digits)]
    public Task A_hundred_concurrent_calls_cost_the_operator_the_limit_and_one_call_at_most(string door, string model, string kind)
    {
        if (host.Nodes.Count == 0) Assert.Skip(PostgresCluster.NotInstalled);
        var (path, body) = Prompts.Of(door, model, kind);

        return host.ShouldAgreeAsync(model, path, body, limit: 0.5m);
    }
}
