using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Conformance.Speakers;

/// <summary>
/// A dialect written down once more, by its documentation and apart from the gateway's own readers and writers: as a client that asks and hears, and as
/// a provider that reads and says.
/// </summary>
internal interface ISpeaker
{
    /// <summary>As the catalog spells it.</summary>
    string Dialect { get; }

    string Path { get; }

    JsonObject Ask(Question question);

    Said Hear(GatewayAnswer answer, bool streamed);

    Question Read(JsonElement body);

    /// <param name="said">What is answered.</param>
    /// <param name="asked">The request, in this dialect: calls come back in the form in which tools were offered.</param>
    string Say(Said said, JsonElement asked);

    string Stream(Said said, JsonElement asked);
}
