"""What pyproject.toml cannot say: assets/ is installed as data inside chat_gui."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["chat_server*", "chat_gui*"]), "chat_gui.assets"],
    package_dir={"chat_gui.assets": "assets"},
    package_data={"chat_gui.assets": ["**/*"]},
)
