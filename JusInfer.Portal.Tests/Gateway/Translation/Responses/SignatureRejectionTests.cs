using System.Text;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Tests.Gateway.Translation.Responses;

/// <summary>Errors that resemble the rejection of a signature. The rejections themselves are in <c>SealedReasoningTests</c>.</summary>
public sealed class SignatureRejectionTests
{
    [Theory]
    [InlineData("Your organization could not be verified. Verify it to stream this model.")]
    [InlineData("messages.3: `tool_use` ids were found without `tool_result` blocks immediately after")]
    [InlineData("messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`")]
    [InlineData("Invalid 'input[2].encrypted_content': expected a string")]
    [InlineData("The request signature does not match")]
    public void Other_invalid_requests_are_the_callers(string message)
    {
        var error = UpstreamError.In(Encoding.UTF8.GetBytes($$$"""{"error":{"message":"{{{message}}}","type":"invalid_request_error"}}"""));

        error.IsSignatureRejection.ShouldBeFalse();
        error.IsOfCaller.ShouldBeTrue();
    }

    [Fact]
    public void A_plain_text_error_is_recognized_too() => UpstreamError.In("Invalid signature in thinking block"u8).IsSignatureRejection.ShouldBeTrue();
}
