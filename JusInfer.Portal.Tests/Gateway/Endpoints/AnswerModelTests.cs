using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>
/// Tests which name <c>model</c> of an answer has: the catalog's id if the answer was translated, the provider's own name if it passed
/// through.
/// </summary>
public sealed class AnswerModelTests(DialectHost host) : IClassFixture<DialectHost>
{
    public static MatrixTheoryData<int, int, bool> Pairs => new([0, 1, 2], [0, 1, 2], [true, false]);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_translated_answer_has_the_models_id_and_another_the_providers_name(int client, int upstream, bool streamed)
    {
        var (asks, answers) = (DialectHost.Dialects[client], DialectHost.Dialects[upstream]);
        var text = new ModelAnswer { Text = "A file." };
        host[answers].Always(request =>
            streamed ? Replies.Sse(answers.WriteStream(text, request.Json)) : Replies.Json(answers.WriteResponse(text, request.Json)));

        var answer = await host.AskAsync(asks, new ModelRequest(), DialectHost.ModelOf(answers), streamed);

        ModelsOf(asks, answer, streamed).Distinct().ShouldBe([client == upstream ? "upstream-name" : DialectHost.ModelOf(answers)]);
        answer["x-jusinfer-model"].ShouldBe(DialectHost.ModelOf(answers));
        (await host.Team.ReceiptAsync(answer.RequestId)).GetProperty("model_reported").GetString().ShouldBe("upstream-name");
    }

    /// <summary>The model in the answer, or in each event that names one.</summary>
    private static IEnumerable<string?> ModelsOf(ITestClientDialect dialect, GatewayAnswer answer, bool streamed)
    {
        if (!streamed) return [answer.Json.GetProperty("model").GetString()];
        var events = Json.Events(answer.Body);
        if (dialect.Name == "openai-chat") return events.Select(static chunk => chunk.Text("model"));
        var bodies = events.Select(static one => one.Of("response") ?? one.Of("message")).OfType<JsonElement>();
        return bodies.Select(static body => body.Text("model"));
    }
}
