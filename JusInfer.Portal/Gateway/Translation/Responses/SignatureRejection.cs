namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Recognizes each provider's error for a signature of reasoning that it did not make, or that was altered. The messages: OpenAI and Azure
/// "The encrypted content … could not be verified"; Bedrock "created for a different account or model"; Anthropic "Invalid `signature` in
/// `thinking` block", "Invalid `data` in `redacted_thinking` block" and "`thinking` … blocks in the latest assistant message cannot be
/// modified"; Google "Corrupted thought signature" and "thought_signature"; xAI "Could not decrypt the
/// provided encrypted_content"; relays "could not decode the compaction blob" and "was not issued to this caller".
/// </summary>
internal static class SignatureRejection
{
    /// <summary>Words of which a message contains all.</summary>
    private static readonly string[][] Messages =
    [
        ["invalid_encrypted_content"], ["encrypted content", "verified"], ["encrypted content", "decrypt"], ["encrypted_content", "verified"],
        ["different account or model"], ["invalid", "signature", "thinking"], ["invalid", "data", "redacted_thinking"],
        ["thinking", "blocks", "cannot be modified"], ["thinking_signature"], ["thought signature"], ["thought_signature"],
        ["decrypt", "encrypted_content"], ["decode", "compaction"], ["not issued to this caller"],
    ];

    /// <param name="code">The code of the error.</param>
    /// <param name="message">The message of the error.</param>
    public static bool IsIn(string? code, string message) =>
        code == "invalid_encrypted_content"
        || Array.Exists(Messages, words => Array.TrueForAll(words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
