using System.Text;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>
/// Sends every field that can change the bill or the model to a provider of every dialect, over sockets. Compares the results with
/// <c>docs/REQUEST-FIELDS.md</c>; a run with <c>JUSINFER_WRITE_REQUEST_FIELDS=1</c> writes that page.
/// </summary>
public sealed class RequestFieldsTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Sent = "sent";

    [Fact]
    public async Task No_field_that_changes_the_bill_or_the_model_reaches_a_provider_without_a_price()
    {
        var page = new StringBuilder("""
            # Request fields that change the bill

            Written by `Gateway/RequestFields` in the tests, which send each field to a provider of each dialect and read what arrives. The catalog
            can set another rule for each provider (`requestPolicy`). Fields, tools and betas that are not listed are sent unchanged if client and
            provider use the same dialect.

            * **sent**: reaches the provider. The last column says why.
            * **removed**: the call succeeds without it.
            * **rejected**: the call gets 400 `UNSUPPORTED` with the reason.


            """.ReplaceLineEndings("\n"));
        var unpriced = new List<string>();
        foreach (var dialect in DialectHost.Dialects)
        {
            page.Append("## Requests of ").Append(dialect.Name).Append("\n\n| | to ");
            page.AppendJoin(" | to ", DialectHost.Dialects.Select(static upstream => upstream.Name)).Append(" | why it is sent |\n|---|:-:|:-:|:-:|---|\n");
            foreach (var field in RequestFieldList.All.Where(field => field.Dialect == dialect.Name))
            {
                page.Append("| [").Append(field.Name).Append("](https://").Append(field.Source).Append(") |");
                foreach (var upstream in DialectHost.Dialects)
                {
                    var outcome = await OutcomeAsync(field, dialect, upstream);
                    if (outcome is not (Sent or "removed" or "rejected") || (outcome == Sent && field.Harmless is null))
                        unpriced.Add($"{field.Dialect} {field.Name} to {upstream.Name}: {outcome}");
                    page.Append(' ').Append(outcome).Append(" |");
                }

                page.Append(' ').Append(field.Harmless).Append(" |\n");
            }

            page.Append('\n');
        }

        AppendWorstCases(page);
        unpriced.ShouldBeEmpty();
        ShouldMatch(page.ToString().TrimEnd('\n') + "\n");
    }

    /// <summary>The fields that reach providers. What they cost is shown by <see cref="Invoice.BilledFieldsTests"/>.</summary>
    private static void AppendWorstCases(StringBuilder page)
    {
        page.Append("""
            ## What a call holds

            These fields reach providers and decide how many tokens they bill. A field may appear once, in its own spelling, in whatever dialect;
            a value of another type is rejected or has no effect. Images and files are in the
            [limits](../content/docs/limits.md#how-exact-the-invoice-of-the-provider-is).

            | dialect | field | held |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var field in BilledField.All)
            page.Append("| ").Append(field.Dialect).Append(" | `").Append(field.Name).Append("` | ").Append(field.WorstCase).Append(" |\n");
    }

    private static void ShouldMatch(string page)
    {
        const string Advice = "Run this test with JUSINFER_WRITE_REQUEST_FIELDS=1 to write the page.";
        var path = Repository.PathOf("docs", "REQUEST-FIELDS.md");
        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_REQUEST_FIELDS") == "1") File.WriteAllText(path, page);
        File.Exists(path).ShouldBeTrue(Advice);
        File.ReadAllText(path).ShouldBe(page, Advice);
    }

    private async Task<string> OutcomeAsync(RequestField field, ITestDialect dialect, ITestDialect upstream)
    {
        var provider = host[upstream];
        provider.Always(request => Replies.Json(upstream.WriteResponse(new ModelAnswer { Text = "hello" }, request.Json)));
        var input = dialect.Name == "openai-responses" ? "input" : "messages";
        var more = field.Json.Length == 0 ? "" : $",{field.Json}";
        var limit = dialect.Name == "anthropic-messages" ? ",\"max_tokens\":4000" : "";
        var body = $$"""{"model":"{{DialectHost.ModelOf(upstream)}}"{{limit}},"{{input}}":[{"role":"user","content":{{field.Content}}}]{{more}}}""";

        var answer = await host.Caller.PostAsync(dialect.Path, body, field.Beta is null ? [] : [("anthropic-beta", field.Beta)]);

        if (answer.Status == 400 && answer.Body.Contains("UNSUPPORTED", StringComparison.Ordinal))
        {
            provider.Requests.ShouldBeEmpty();
            return "rejected";
        }

        return answer.Status != 200 ? $"{answer.Status} {answer.Body}"
            : provider.LastRequest.Everything.Contains(field.Mark, StringComparison.Ordinal) ? Sent
            : "removed";
    }
}
