using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Wire;

/// <summary>
/// <see cref="JsonCursor"/> against <see cref="Utf8JsonReader"/> over 300,000 seeded inputs: the same inputs are accepted, and every
/// token up to the end or the error has the same type, place, depth, bytes and value.
/// </summary>
[Slow]
public sealed class JsonCursorFuzzTests
{
    private const int InputsPerSeed = 75_000;

    private enum Step
    {
        Token,
        End,
        Rejected,
    }

    [Theory]
    [InlineData(20261120)]
    [InlineData(20261121)]
    [InlineData(20261122)]
    [InlineData(20261123)]
    public void Both_readers_agree_on_every_input(int seed)
    {
        var random = new Random(seed);
        var json = new RandomJson(random);
        var accepted = 0;
        for (var i = 0; i < InputsPerSeed; i++)
        {
            var input = random.Next(10) switch
            {
                < 6 => json.Document(),
                < 9 => json.Mutation(),
                _ => json.Tokens(),
            };
            try
            {
                if (Agree(input)) accepted++;
            }
            catch (Exception difference)
            {
                throw new InvalidOperationException($"Input {i} of seed {seed}: {Convert.ToHexString(input)}", difference);
            }
        }

        accepted.ShouldBeInRange(InputsPerSeed / 2, InputsPerSeed * 3 / 4);
    }

    /// <returns>Whether both readers accepted the input.</returns>
    private static bool Agree(ReadOnlySpan<byte> input)
    {
        var expected = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = JsonDepth.Max });
        var actual = new JsonCursor(input);
        while (true)
        {
            var (step, own) = (Next(ref expected), Next(ref actual));

            // Each reader checks some of the bytes that cannot follow a number only with the next token.
            if (step is Step.Rejected && own is Step.Token && actual.TokenType is JsonTokenType.Number) own = Next(ref actual);
            else if (own is Step.Rejected && step is Step.Token && expected.TokenType is JsonTokenType.Number) step = Next(ref expected);
            Check(step, own);
            if (step is not Step.Token) return step is Step.End;

            var isStart = expected.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            Check(expected.TokenType, actual.TokenType);
            Check(expected.TokenStartIndex, actual.TokenStartIndex);
            Check(expected.CurrentDepth, isStart ? actual.CurrentDepth - 1 : actual.CurrentDepth);
            if (!expected.ValueSpan.SequenceEqual(actual.ValueSpan)) throw new InvalidOperationException("The bytes of a token differ.");
            CheckValue(expected, actual);
            if (isStart) CheckSkip(expected, actual);
        }
    }

    private static void CheckValue(Utf8JsonReader expected, JsonCursor actual)
    {
        if (expected.TokenType is JsonTokenType.Number)
        {
            Check((expected.TryGetInt32(out var int32), int32), (actual.TryGetInt32(out var ownInt32), ownInt32));
            Check((expected.TryGetInt64(out var int64), int64), (actual.TryGetInt64(out var ownInt64), ownInt64));
            Check((expected.TryGetDouble(out var number), number), (actual.TryGetDouble(out var ownNumber), ownNumber));
        }
        else if (expected.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            var text = TextOf(expected);
            Check(text, TextOf(actual));
            if (text is null) return;
            Check(expected.ValueTextEquals(text), actual.ValueTextEquals(Encoding.UTF8.GetBytes(text)));
            Check(expected.ValueTextEquals("a"u8), actual.ValueTextEquals("a"u8));
        }
    }

    /// <summary>Skips a container with copies of both readers.</summary>
    private static void CheckSkip(Utf8JsonReader expected, JsonCursor actual)
    {
        var skipped = TrySkip(ref expected);
        Check(skipped, TrySkip(ref actual));
        if (skipped) Check(expected.BytesConsumed, actual.BytesConsumed);
    }

    private static Step Next(ref Utf8JsonReader json)
    {
        try
        {
            return json.Read() ? Step.Token : Step.End;
        }
        catch (JsonException)
        {
            return Step.Rejected;
        }
    }

    private static Step Next(ref JsonCursor json)
    {
        try
        {
            return json.Read() ? Step.Token : Step.End;
        }
        catch (JsonException)
        {
            return Step.Rejected;
        }
    }

    private static bool TrySkip(ref Utf8JsonReader json)
    {
        try
        {
            json.Skip();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TrySkip(ref JsonCursor json)
    {
        try
        {
            json.Skip();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <returns>Null where the text has half a surrogate pair in it, or bytes that are not UTF-8.</returns>
    private static string? TextOf(Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonCursor json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Check<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new InvalidOperationException($"Expected {expected}, but was {actual}.");
    }
}
