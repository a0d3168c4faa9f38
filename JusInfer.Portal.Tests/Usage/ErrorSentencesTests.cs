using System.Reflection;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage;

public sealed class ErrorSentencesTests
{
    /// <summary>
    /// All codes of the data plane, those of records that no client received, and the missing one of a client that disconnected.
    /// </summary>
    private static readonly string?[] Codes =
    [
        null, GatewayError.ClientClosed.Code, JournalRecovery.InterruptedCode,
        .. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static code => (string?)code.GetRawConstantValue()),
    ];

    [Fact]
    public void Every_code_has_a_sentence_of_its_own_that_says_what_happened_and_what_to_do()
    {
        var sentences = Codes.Select(static code => ErrorSentences.Describe(code)).ToArray();

        sentences.ShouldBeUnique();
        sentences.ShouldNotContain(ErrorSentences.Describe("UNKNOWN"));
        foreach (var sentence in sentences) sentence.ShouldMatch("^[A-Z][^.:\\n]+: [a-z][^.:\\n]+\\.$");
    }

    [Fact]
    public void A_later_code_is_looked_up() =>
        ErrorSentences.Describe("UNKNOWN").ShouldBe("The call failed: look up its code on the page /docs/errors/.");
}
