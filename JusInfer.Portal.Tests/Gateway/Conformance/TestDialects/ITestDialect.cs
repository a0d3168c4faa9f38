using System.Text.Json;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>
/// A test dialect that is also a provider's: reads requests and writes answers. Its name is the one in the catalog.
/// </summary>
internal interface ITestDialect : ITestClientDialect
{
    ModelRequest ReadRequest(JsonElement body);

    /// <param name="answer">The answer to write.</param>
    /// <param name="request">The request in this dialect, which determines the form of tool calls.</param>
    string WriteResponse(ModelAnswer answer, JsonElement request);

    string WriteStream(ModelAnswer answer, JsonElement request);
}
