using System.Buffers.Text;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// Recognizes commands that run tests, and results in which tests fail, by the texts of common runners: pytest, unittest, tox, dotnet test, cargo, go test, Jest, Vitest,
/// Mocha, JUnit with Maven or Gradle, RSpec, PHPUnit, CTest. What it does not recognize is not a failure.
/// </summary>
internal static class TestRun
{
    /// <summary>The part of a result that is read: its end, where runners report totals.</summary>
    private const int MaxBytes = 8 * 1024;

    /// <summary>The exit codes with which runners report failing tests; cargo's is 101. Others mean that the command could not run.</summary>
    private const int FailedExit = 1, FailedCargoExit = 101;

    /// <param name="action">What the command does.</param>
    /// <param name="tool">The name of the tool; empty in a text protocol.</param>
    /// <param name="command">The command, or the arguments of the tool.</param>
    public static bool Recognize(StepAction action, ReadOnlySpan<byte> tool, ReadOnlySpan<byte> command)
    {
        if (action == StepAction.Run && tool.ContainsWord("test"u8)) return true;
        if (action is not (StepAction.Run or StepAction.Edit)) return false;

        // A file that a command writes, and packages that it installs, are not what it runs.
        if (command.IndexOf("<<"u8) is var document and >= 0) command = command[..document];
        if (Has(command, " install "u8)) return false;
        return Has(command, "pytest"u8) || Has(command, "py.test"u8) || Has(command, "unittest"u8) || Has(command, "nosetests"u8) || Has(command, "tox"u8)
            || Has(command, "manage.py test"u8) || Has(command, "runtests"u8) || Has(command, "dotnet test"u8) || Has(command, "vstest"u8)
            || Has(command, "cargo test"u8) || Has(command, "cargo nextest"u8) || Has(command, "go test"u8) || Has(command, "gotestsum"u8)
            || Has(command, "jest"u8) || Has(command, "vitest"u8) || Has(command, "mocha"u8) || Has(command, "npm test"u8) || Has(command, "yarn test"u8)
            || Has(command, "pnpm test"u8) || Has(command, "run test"u8) || Has(command, "bun test"u8) || Has(command, "deno test"u8)
            || Has(command, "junit"u8) || ((Has(command, "mvn"u8) || Has(command, "gradle"u8)) && (Has(command, " test"u8) || Has(command, " verify"u8) || Has(command, " check"u8)))
            || Has(command, "rspec"u8) || Has(command, "phpunit"u8) || Has(command, "ctest"u8) || Has(command, "make test"u8) || Has(command, "make check"u8)
            || Has(command, "rake test"u8) || Has(command, "swift test"u8);
    }

    public static bool Fails(ReadOnlySpan<byte> result)
    {
        var text = result[Math.Max(0, result.Length - MaxBytes)..];
        return Has(text, "FAILED"u8) || Has(text, "--- FAIL"u8) || Has(text, "FAIL\t"u8) || Has(text, "FAIL:"u8) || Has(text, "FAILURES!"u8) || Has(text, "Failed!"u8)
            || Has(text, "Test Run Failed"u8) || HasCountBefore(text, " tests failed"u8) || Has(text, "There were failing tests"u8)
            || HasCountBefore(text, " failed"u8) || HasCountBefore(text, " failing"u8) || HasCountBefore(text, " failure"u8) || HasCountBefore(text, " error in"u8) || HasCountBefore(text, " errors in"u8)
            || HasCountAfter(text, "Failures:"u8) || HasCountAfter(text, "Errors:"u8)
            || (HasFailedExit(text) && !Has(text, "No module named"u8) && !Has(text, "not found"u8));
    }

    /// <summary>A number above zero precedes the word: "3 failed", but not "0 failed".</summary>
    private static bool HasCountBefore(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = text.IndexOf(word); at >= 0; at = Next(text, at, word))
        {
            for (var i = at - 1; i >= 0 && text[i] is >= (byte)'0' and <= (byte)'9'; i--)
            {
                if (text[i] != (byte)'0') return true;
            }
        }

        return false;
    }

    /// <summary>A number above zero follows the word: "Failures: 3".</summary>
    private static bool HasCountAfter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = text.IndexOf(word); at >= 0; at = Next(text, at, word))
        {
            if (Utf8Parser.TryParse(text[(at + word.Length)..].TrimStart((byte)' '), out int count, out _) && count > 0) return true;
        }

        return false;
    }

    /// <summary>Agents write the exit code after the output, each in its own way: "exit code: 1", "&lt;returncode&gt;1", "exited with code 1".</summary>
    private static bool HasFailedExit(ReadOnlySpan<byte> text) =>
        IsFailedExit(text, "xit code"u8) || IsFailedExit(text, "xit status"u8) || IsFailedExit(text, "xit_code"u8) || IsFailedExit(text, "returncode"u8)
            || IsFailedExit(text, "exited with code"u8);

    private static bool IsFailedExit(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = text.IndexOf(word); at >= 0; at = Next(text, at, word))
        {
            if (Utf8Parser.TryParse(text[(at + word.Length)..].TrimStart("\": =>"u8), out int code, out _) && code is FailedExit or FailedCargoExit) return true;
        }

        return false;
    }

    private static int Next(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> word)
    {
        var start = at + word.Length;
        var next = text[start..].IndexOf(word);
        return next < 0 ? next : start + next;
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;
}
