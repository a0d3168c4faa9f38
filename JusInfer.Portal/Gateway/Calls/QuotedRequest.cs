using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Masks what a provider's message for the operator quotes from the request: no prompt may reach a log or a page. A word of the message
/// that is also in the request is masked, except words that error messages are made of, names of request fields, and the provider's name of
/// the model.
/// </summary>
internal static partial class QuotedRequest
{
    private const string Mask = "***";

    /// <summary>Shorter words say too little to be worth a search.</summary>
    private const int MinWord = 4;

    /// <summary>The characters of a word in a script without spaces that are searched at once.</summary>
    private const int Window = 4;

    private static readonly FrozenSet<string> Vocabulary = FrozenSet.ToFrozenSet(
        """
        about above access account accounts active added after again allowed already also amount another answer answered authentication
        available back backend balance base because been before being below between billing blocked broken busy cached call calls cannot
        capacity certificate change changed characters check client close closed code codes completion concurrent configured conflict
        connect connection contact contain contains content context cost could create created credentials credit credits current
        currently daily data default denied deployment details disabled does each enable enabled encountered endpoint engine enough
        error errors every exceed exceeded exceeds exist exists expected expired failed failure field file filter find first following
        format found free from full funds gateway given group have header higher host hour hours however incorrect input inside instance
        insufficient internal into invalid issue just language large later least length less limit limited limits list load local long
        lower made maintenance make many max maximum message messages minute minutes missing model models month more most must name need
        network never next none number only open operation order organization other output over overloaded page parameter parse part
        payment permission permissions permitted plan please policy post preview price processing project prompt provide provided
        provider queue quota rate reach reached read reason received recharge refused region rejected remaining remove request
        requested requests require required requires reset resource response result results retry role same second seconds send
        sent server service session should show since size small some status still stop stopped stream streaming successful such support
        supported system temporarily terms that their them then there these they this those throttled throttling through time timeout
        times today token tokens tool tools true turn type unable unauthorized unavailable under unexpected unknown unsupported until
        update upgrade upstream usage used user using valid value version violation visit wait was week well were what when where which
        while with within without workspace would wrong your
        arguments array assistant audio boolean budget_tokens cache_control developer frequency_penalty function functions image_url
        input_image input_schema input_text instructions integer json_schema logit_bias logprobs max_completion_tokens max_output_tokens
        max_tokens metadata modalities null object parallel_tool_calls presence_penalty reasoning reasoning_effort response_format
        schema seed service_tier stop_sequences stream_options string system_fingerprint temperature thinking tool_call_id tool_choice
        tool_result tool_use tool_use_id top_k top_logprobs top_p verbosity
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    /// <param name="message">The provider's message.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="model">The provider's name of the model.</param>
    public static string MaskIn(string message, ReadOnlyMemory<byte> body, string model) => Words().Replace(message, word =>
    {
        var text = word.Value.TrimEnd('.', '-', '/');
        return text.Length < MinWord || Vocabulary.Contains(text) || text == model || !IsIn(body.Span, text)
            ? word.Value
            : string.Concat(Mask, word.Value.AsSpan(text.Length));
    });

    /// <summary>
    /// Whether an error code is a text of the request. Codes consist of the words of error messages: agents send those, too.
    /// </summary>
    public static bool Includes(string code, ReadOnlySpan<byte> body) =>
        IsIn(body, code) && !code.Split('_', '.', '-').All(static part => part.Length < MinWord || Vocabulary.Contains(part));

    private static bool IsIn(ReadOnlySpan<byte> body, string word)
    {
        if (Ascii.IsValid(word)) return body.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0;
        if (body.IndexOf("\\u"u8) >= 0) return true; // it may be there as escapes
        for (var at = 0; at <= word.Length - Window; at++)
        {
            if (body.IndexOf(Encoding.UTF8.GetBytes(word, at, Window)) >= 0) return true;
        }

        return false;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}_@$/+.\-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
