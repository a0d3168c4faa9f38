using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.Wires;

/// <summary>
/// A dialect written down once more, by its documentation and apart from the gateway's own readers and writers: as a client that asks and hears, and as
/// a provider that reads and says.
/// </summary>
internal interface IWire
{
    /// <summary>As the catalog spells it.</summary>
    string Dialect { get; }

    string Path { get; }

    JsonObject Ask(Question question);

    Said Hear(GatewayAnswer answer, bool streamed);

    Question Read(JsonElement body);

    string Say(Said said);

    string Stream(Said said);
}
