using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>
/// A dialect written down once more, by its documentation and apart from the gateway's own readers and writers: as a client that asks and hears, and as
/// a provider that reads and says.
/// </summary>
internal interface ITestDialect
{
    /// <summary>As the catalog spells it.</summary>
    string Name { get; }

    string Path { get; }

    JsonObject WriteRequest(ModelRequest question);

    ModelAnswer ReadResponse(GatewayAnswer answer, bool streamed);

    ModelRequest ReadRequest(JsonElement body);

    /// <param name="said">What is answered.</param>
    /// <param name="asked">The request, in this dialect: calls come back in the form in which tools were offered.</param>
    string WriteResponse(ModelAnswer said, JsonElement asked);

    string WriteStream(ModelAnswer said, JsonElement asked);
}
