using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>Sends bodies of the Gemini API to a provider of each dialect.</summary>
internal static class GeminiUpstreams
{
    public static IEnumerable<string> Names => DialectHost.Dialects.Select(static dialect => dialect.Name);

    public static ITestDialect Dialect(string name) => DialectHost.Dialects.Single(dialect => dialect.Name == name);

    /// <summary>Sends a body to a model, of which the provider gives these answers, in the form that it is asked for.</summary>
    public static async Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(
        this DialectHost host, string upstream, bool streamed, string model, string body, params ModelAnswer[] answers)
    {
        var dialect = Dialect(upstream);
        host[dialect].Script([.. answers.Select(answer => Answer(host, dialect, answer, streamed))]);
        var response = await host.Caller.PostAsync(streamed ? GeminiBody.Stream(model) : GeminiBody.Generate(model), body);
        return (response.Status == 200 ? new GeminiTestDialect().ReadResponse(response, streamed) : new ModelAnswer(), response);
    }

    private static Reply Answer(DialectHost host, ITestDialect dialect, ModelAnswer answer, bool streamed) =>
        (context, cancellationToken) =>
        {
            var request = host[dialect].LastRequest.Json;
            var reply = streamed ? Replies.Sse(dialect.WriteStream(answer, request)) : Replies.Json(dialect.WriteResponse(answer, request));
            return reply(context, cancellationToken);
        };
}
