global using FluentAssertions;
global using MiniLogin.Tests.Support;
global using Xunit;
