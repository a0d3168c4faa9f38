using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>
/// A second implementation of a client dialect, written from its documentation and independent of the gateway's code: writes requests and
/// reads answers.
/// </summary>
internal interface ITestClientDialect
{
    string Name { get; }

    string Path { get; }

    /// <summary>The path of a request; for most dialects the same for every model.</summary>
    string PathOf(string model, bool streamed) => Path;

    /// <summary>A request without streaming, if the dialect streams by default.</summary>
    JsonObject WriteRequest(ModelRequest request);

    ModelAnswer ReadResponse(GatewayAnswer response, bool streamed);
}
