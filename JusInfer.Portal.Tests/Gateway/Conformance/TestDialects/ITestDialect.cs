using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>
/// A second implementation of a dialect, written from its documentation and independent of the gateway's code. Acts as a client, which
/// writes requests and reads answers, and as a provider, which reads requests and writes answers.
/// </summary>
internal interface ITestDialect
{
    /// <summary>The name in the catalog.</summary>
    string Name { get; }

    string Path { get; }

    JsonObject WriteRequest(ModelRequest request);

    ModelAnswer ReadResponse(GatewayAnswer response, bool streamed);

    ModelRequest ReadRequest(JsonElement body);

    /// <param name="answer">The answer to write.</param>
    /// <param name="request">The request in this dialect, which determines the form of tool calls.</param>
    string WriteResponse(ModelAnswer answer, JsonElement request);

    string WriteStream(ModelAnswer answer, JsonElement request);
}
